"""The bot's own words, in the language of the text that is being rendered.

What replies sets the language for its task (`speak`), and all that this task renders follows. English is the
source, and stands in for a text without a translation. The marks are those of gettext: `_("A text")`,
`ngettext("{n} show", "{n} shows", number)`, and `gettext_noop` around a text that is translated later.
"""

import re
from collections.abc import Sequence
from contextvars import ContextVar
from datetime import date
from decimal import Decimal
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from bot.ui.stored_texts import StoredTexts, as_forms
from retrieval.texts import Text, Translated

ENGLISH = "en"
LOCALES = {ENGLISH: "en_GB", "de": "de", "es": "es", "fr": "fr", "pt": "pt_BR", "ja": "ja"}
"""The locale of each language; in the English one, the day comes before the month."""
COMMAND, OPTION, CHOICE = "command name", "option name", "choice"
"""The contexts of names in the catalogs: of a command or group, of an option, of a choice of an option."""

_current: ContextVar[str] = ContextVar("language", default=ENGLISH)
_NESTED = ("what", "reason", "advice", "allow")
"""Names of values in stored texts that are to be translated, too."""
_NAMED_COMMAND = re.compile(r"(?<=`/)[a-z][a-z -]*(?=[` ])")


def speak(language: str) -> None:
    """Render texts in this language in the current task, and in those that it starts."""
    _current.set(language if language in LOCALES else ENGLISH)


def spoken() -> str:
    """Return the language in which texts are rendered now."""
    return _current.get()


def language_of_locale(locale: str) -> str:
    """Return the language of a locale such as `pt-BR`; English for one that has no catalog."""
    language = str(locale).partition("-")[0].lower()
    return language if language in LOCALES else ENGLISH


def _(message: str, /, **values: object) -> str:
    """Return a text in the current language with its values, numbers as the language writes them."""
    # Gettext knows the empty text as the name of a catalog's header.
    return _filled(_catalog(spoken()).gettext(message), values) if message else ""


def shown(text: str) -> str:
    """Return a text that was made elsewhere, such as an error's message, in the current language."""
    if isinstance(text, Translated):
        return text.by_language.get(spoken(), str(text))
    if isinstance(text, Text) and text.values:
        if text.forms:
            return _filled(_catalog(spoken()).ngettext(*text.forms, text.values["n"]), text.values)
        return _(text.template, **text.values)
    return _stored(text)


def ngettext(one: str, more: str, n: int, /, **values: object) -> str:
    """Return the form of a text that goes with the number `n`, which is one of its values."""
    return _filled(_catalog(spoken()).ngettext(one, more, n), {"n": n, **values})


def gettext_noop(message: str) -> str:
    """Return the text as it is; the mark lets it be found, and `_` translates it where it is shown."""
    return message


def counted(one: str, more: str) -> tuple[str, str]:
    """Return the forms of a text with a number as they are, for `ngettext` later."""
    return one, more


def translation(message: str, language: str, context: str | None = None) -> str | None:
    """Return a text without values in a language; None where it has none."""
    catalog = _catalog(language)
    found = catalog.pgettext(context, message) if context else catalog.gettext(message)
    return None if found == message and not _has(language, message, context) else found


def in_a_row(*sentences: str) -> str:
    """Return the sentences that aren't empty one after the other, with the space that goes between them."""
    return ("" if spoken() == "ja" else " ").join(filter(None, sentences))


def joined(names: Sequence[str]) -> str:
    """Return names as people list them: A, B and C."""
    return format_list(list(names), locale=_locale(spoken())) if names else ""


def long_date(day: date) -> str:
    """Return a date in words: 6 May 2024."""
    return format_date(day, "long", _locale(spoken()))


def decimal(number: float, digits: int | None = None) -> str:
    """Return a number as the language writes it, with this many decimal places if they are given."""
    if digits is None:
        return format_decimal(number, locale=_locale(spoken()))
    # Babel rounds halves to even numbers.
    rounded, pattern = Decimal(f"{number:.{digits}f}"), f"#,##0.{'0' * digits}".rstrip(".")
    return format_decimal(rounded, pattern, locale=_locale(spoken()))


def _stored(text: str) -> str:
    """Return a sentence, or several, whose values are filled in already, in the current language."""
    if spoken() == ENGLISH or not text or _has(spoken(), text, None):
        return _(text)
    catalog, parts = _catalog(spoken()), list[str]()
    for words, forms, values in _stored_texts().parts(text):
        if forms is None:
            parts.append(_(words))
            continue
        nested = {name: _stored(value) if name in _NESTED else value for name, value in values.items()}
        if len(forms) == 1:
            template = catalog.gettext(forms[0])
        else:
            template = catalog.ngettext(forms[0], forms[1], 1 if values.get("n") == "1" else 2)
        parts.append(template.format(**nested))
    return in_a_row(*parts)


@cache
def _stored_texts() -> StoredTexts:
    """Return the texts that may have been stored: those of any catalog, as all have the same."""
    with files("bot.ui.locales").joinpath("de.po").open("rb") as file:
        catalog = read_po(file, locale=LOCALES["de"])
    return StoredTexts(as_forms(entry.id) for entry in catalog if entry.id and not entry.context)


def _filled(text: str, values: dict[str, object]) -> str:
    if not values:
        return text
    return text.format(**{name: _written(value) for name, value in values.items()})


def _written(value: object) -> object:
    if isinstance(value, Text):
        return shown(value)
    if isinstance(value, tuple):
        return joined(value)
    if isinstance(value, date):
        return long_date(value)
    return decimal(value) if type(value) is int else value


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(LOCALES[language])


@cache
def _catalog(language: str) -> NullTranslations:
    """Return the texts of a language, compiled in memory, with the names of commands that Discord shows."""
    if language == ENGLISH:
        return NullTranslations()
    with files("bot.ui.locales").joinpath(f"{language}.po").open("rb") as file:
        catalog = read_po(file, locale=LOCALES[language])
    names = {
        str(entry.id): str(entry.string) for entry in catalog if entry.context == COMMAND and entry.string
    }
    for entry in catalog:
        if isinstance(entry.string, str):
            entry.string = _with_commands(entry.string, names)
        else:
            entry.string = tuple(_with_commands(form, names) for form in entry.string or ())
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return GNUTranslations(compiled)


def _with_commands(text: str, names: dict[str, str]) -> str:
    """Return a text whose commands, such as `/library add`, have the names that the language gives them."""
    return _NAMED_COMMAND.sub(
        lambda match: " ".join(names.get(word, word) for word in match.group().split(" ")), text
    )


@cache
def _has(language: str, message: str, context: str | None) -> bool:
    """Return whether a language has a text of its own, which may be the English one."""
    if language == ENGLISH:
        return True
    key = f"{context}\x04{message}" if context else message
    return key in getattr(_catalog(language), "_catalog", {})
