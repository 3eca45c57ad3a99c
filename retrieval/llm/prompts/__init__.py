"""What models are told: text files, filled in with `str.format`."""

from functools import cache
from importlib.resources import files


@cache
def prompt(name: str) -> str:
    """The prompt of that name, as it is written in `NAME.md`."""
    return files(__name__).joinpath(f"{name}.md").read_text(encoding="utf-8").strip()
