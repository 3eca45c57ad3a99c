"""Tells what is said to those who listen from what people in the talk say to each other."""

import re

from retrieval.language.conversation import SHOWN_PICTURES, TRANSCRIBERS_NOTE

_ADDRESSES_OTHERS = re.compile(
    r"^(?:so |and |but |because |yeah,? |now,? )*(?:you(?:'re|'ve|'d)? (?!can|could|have to|need|know|get|go|"
    r"want|see|take|use|put|make|start|end|don't|just)|your )",
    re.IGNORECASE,
)
"""What is still said to somebody instead of in answer: "You worked with a lot of editors"."""
_DOESNT_KNOW = re.compile(
    r"\b(?:do not|don't|did not|didn't|never|no one|nobody) (?:really |even |actually |yet )?"
    r"(?:know|knew|knows|understand|understood|remember) (?:what|how|why|who|which|where)\b|"
    r"\b(?:have|had|'ve) no (?:idea|clue)\b|\bi (?:\w+ )?know nothing\b|"
    r"\b(?:couldn't|can't) (?:tell you|think of|remember|recall)\b|"
    r"\bi (?:dunno|don't know)(?: if\b| what to\b|[.,!]|$)",
    re.IGNORECASE,
)
"""Finds an answer that is none: "I didn't know what it was"."""


def tells_listeners(quote: str) -> bool:
    """Return whether a quote tells something, instead of somebody in the talk, and is understood unseen."""
    found = (_ADDRESSES_OTHERS, _DOESNT_KNOW, TRANSCRIBERS_NOTE, SHOWN_PICTURES)
    return not any(pattern.search(quote) for pattern in found)
