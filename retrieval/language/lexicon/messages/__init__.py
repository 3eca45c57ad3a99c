"""Words and phrases of messages in English, German, Spanish, French, Portuguese and Japanese, as text files.

Entries are regular expressions in lower case; accents are ignored in them as in the messages.
"""
