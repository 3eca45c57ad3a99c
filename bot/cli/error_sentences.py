"""The terminal's wording of errors: of those that name no command themselves, and of wrong usage."""

import re

from bot.requirement_words import in_plain_words
from retrieval.errors import ALL_EPISODES, ALL_SHOWS

_WORDINGS = {
    "`/library pins`": "`podcite gaps pins`",
    "/library remove episode:": "podcite index remove ",
    ALL_EPISODES: "to see all episodes, run: podcite episodes",
    ALL_SHOWS: "to see all shows, run: podcite show list",
    "the list of feeds shows all of them.": "to see all feeds, run: podcite feed list",
    "is known; please add its address.": "is known; to name its address, add --url URL",
    "The person who runs Podcite can allow it in the setting PODCITE_TRUSTED_HOSTS.": (
        "If it is in your own network, put its host into the setting PODCITE_TRUSTED_HOSTS."
    ),
}
"""The terminal's words for what errors say to people in Discord as well."""


def in_terminal(sentence: str) -> str:
    """Return the sentence of an error with the terminal's commands in place of Discord's."""
    for words, terminals in _WORDINGS.items():
        sentence = sentence.replace(words, terminals)
    return sentence


_TOO_MANY = re.compile(r"Got unexpected extra argument(?:\(s\)|s)? \((.*)\)", re.DOTALL)
_OPTIONAL_NAME = re.compile(r"'\[(\w+)\](?:\.\.\.)?'")


def usage_sentence(message: str) -> str:
    """Return what typer says about wrong usage in plain words."""
    if words := _TOO_MANY.search(message):
        return f"{words[1]!r} wasn't expected here. Put a text with spaces in quotes"
    return in_plain_words(_OPTIONAL_NAME.sub(r"'\1'", message))
