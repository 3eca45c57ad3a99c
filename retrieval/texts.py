"""Sentences with values that can be shown in other languages."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Self


class Text(str):
    """A sentence in English, which keeps its template and its values so that it can be translated.

    `Text("{name} has {n} segments.", name="Rye", n=5)` is a usual string with its values filled in, numbers
    with their thousands set apart, and several names in a tuple joined.
    """

    template: str
    values: dict[str, Any]
    forms: tuple[str, str] | None = None

    def __new__(cls, template: str, /, **values: object) -> Self:
        written = {name: _written(value) for name, value in values.items()}
        text = super().__new__(cls, template.format(**written) if values else template)
        text.template, text.values = template, values
        return text

    @classmethod
    def counted(cls, one: str, more: str, n: int, /, **values: object) -> Self:
        """Return the form of a text that goes with the number `n`, which is one of its values."""
        text = cls(one if n == 1 else more, n=n, **values)
        text.forms = (one, more)
        return text

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (self.template, self.values, self.forms)


def _restored(template: str, values: dict[str, Any], forms: tuple[str, str] | None) -> Text:
    text = Text(template, **values)
    text.forms = forms
    return text


def _written(value: object) -> object:
    if isinstance(value, tuple):
        return " and ".join(value)
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    return f"{value:,}" if type(value) is int else value


class Translated(str):
    """A sentence in English that is known in other languages already, by their codes."""

    by_language: Mapping[str, str]

    def __new__(cls, by_language: Mapping[str, str], /) -> Self:
        text = super().__new__(cls, by_language["en"])
        text.by_language = by_language
        return text

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        return str, (str(self),)
