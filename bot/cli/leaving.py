"""Recognize lines that end a conversation or ask how to end it."""

import re

HOW_TO_LEAVE = "To leave, type /quit (Ctrl-D does the same)."
_ASKING = (
    r"(?:how (?:do|does|can|could|should|would) (?:i|we|you|one) |how to |"
    r"what (?:do|should|must) i (?:type|do|press) to |"
    r"(?:is there|what is|what's) (?:a|the) (?:way|command|key) to |"
    r"can i |i (?:want|need|have) to |let me )"
)
_PROGRAM = (
    r"(?: (?:of|from|out|to|this|that|the|my|podcite|bot|chat|program|programme|app|tool|conversation|"
    r"session|terminal|thing|here|now|again|please|using|talking to you))*"
)
_ASKS = re.compile(
    rf"(?:(?:ok|okay|so|and|but|hey|sorry|please) )*{_ASKING}?(?:just )?"
    rf"(?:(?:quit|exit|get out|log ?(?:out|off))(?: it)?{_PROGRAM}|"
    rf"(?:leave|stop|end|close|finish|shut down)(?! (?:this|that)$){_PROGRAM})"
)
"""A short question about leaving the program; a longer one may be about what was said."""
_LEAVING = re.compile(r"[/:]?(?:quit|exit|q|bye|good ?bye|bye bye)(?: ?\(\))?", re.IGNORECASE)


def leaves(line: str) -> bool:
    """Return whether a line says to end the conversation; a question has more words."""
    return _LEAVING.fullmatch(_bare(line)) is not None


def asks_how_to_leave(line: str) -> bool:
    """Return whether a line asks how the conversation is ended, and about nothing else."""
    return _ASKS.fullmatch(_bare(line).lower()) is not None


def _bare(line: str) -> str:
    return " ".join(line.replace("’", "'").replace(",", " ").split()).strip(" .!?")
