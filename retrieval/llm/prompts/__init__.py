"""Prompt templates: text files that are filled in with `str.format`.

`*_rules.md` is a system message, `*_request.md` the user message that goes with it.
"""

from functools import cache
from importlib.resources import files

RULES = ("answer_rules", "follow_up_rules", "topic_rules", "verification_rules")
"""The system messages."""


@cache
def load_template(name: str) -> str:
    """Return the template in `NAME.md`, stripped. Raises FileNotFoundError."""
    return files(__name__).joinpath(f"{name}.md").read_text(encoding="utf-8").strip()
