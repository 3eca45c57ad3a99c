"""The terminal's wording of errors that name no command themselves."""

from retrieval.errors import ALL_EPISODES


def in_terminal(sentence: str) -> str:
    """Return the sentence of an error with the terminal's commands in place of Discord's."""
    sentence = sentence.replace("`/library pins`", "`podcite gaps pins`")
    return sentence.replace(ALL_EPISODES, "to see all episodes, run: podcite episodes")
