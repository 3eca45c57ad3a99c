"""Replies to greetings, requests for help and messages that the library isn't for; one file per language.

A line has a name, `=` and the text. Two names may have the same text.
"""
