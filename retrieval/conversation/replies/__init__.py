"""What is said to greetings, to requests for help and to what the library isn't for, a file per language.

A line has a name, `=` and the text. Two names may have the same text.
"""
