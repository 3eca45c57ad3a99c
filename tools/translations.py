"""Bring the catalogs of translations up to date with the code: `python -m tools.translations`.

New texts are added without a translation, and those that are no longer in the code are removed. A test holds
every catalog complete.
"""

import asyncio
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po
from discord import app_commands

from bot.client import COGS, Podcite
from bot.ui.language import CHOICE, COMMAND, ENGLISH, LOCALES, OPTION
from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.library import Library
from retrieval.models.options import Options

REPOSITORY = Path(__file__).resolve().parents[1]
LANGUAGES = tuple(language for language in LOCALES if language != ENGLISH)
_IN_RETRIEVAL: dict[str, Any] = {"Text": None, "Progress": None, "counted": (1, 2)}
_IN_BOT = {
    **_IN_RETRIEVAL,
    "_": None,
    "ngettext": (1, 2),
    "gettext_noop": None,
    "BadRequestError": None,
    "NotFoundError": None,
    "RefusedError": None,
    "LateAnswerError": None,
}
_IN_TERMINAL = {"_": None, "ngettext": (1, 2), "gettext_noop": None}
KEYWORDS: dict[str, dict[str, Any]] = {
    "bot": _IN_BOT,
    "bot/cli/render": _IN_TERMINAL,
    "retrieval": _IN_RETRIEVAL,
}
"""The functions and classes whose first argument is a text that people read; two for forms by a number."""
HEADER = """msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural};\\n"

"""
PLURALS = {
    "de": "nplurals=2; plural=(n != 1)",
    "es": "nplurals=2; plural=(n != 1)",
    "fr": "nplurals=2; plural=(n > 1)",
    "pt": "nplurals=2; plural=(n > 1)",
    "ja": "nplurals=1; plural=0",
}
"""The forms of texts that go with a number, by language; a new one's stands in gettext's manual."""
Entry = tuple[str | None, str | tuple[str, ...], str]
"""The context of a text, the text or its two forms, and where it is used."""


def texts_in_code() -> Iterator[Entry]:
    """Yield the texts that are marked in the code."""
    for folder, keywords in KEYWORDS.items():
        ignored = [(f"{name}/**", "ignore") for name in ("cli", "web")]
        found = extract_from_dir(REPOSITORY / folder, [*ignored, ("**.py", "python")], keywords=keywords)
        for file, _, message, _, context in found:
            yield context, message, f"{folder}/{Path(file).as_posix()}"


def texts_of_commands() -> list[Entry]:
    """Return the names and descriptions of all commands, their options and their choices."""
    return asyncio.run(_texts_of_commands())


async def _texts_of_commands() -> list[Entry]:
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Options(Path(folder), embedding_model=DEFAULT_MODEL))
        async with Podcite(library=library) as bot:
            for cog in COGS:
                await bot.load_extension(cog)
            entries = [entry for command in bot.tree.get_commands() for entry in texts_of(command)]
        await library.close()
    return entries


Command = app_commands.Group | app_commands.ContextMenu | app_commands.Command[Any, ..., Any]


def texts_of(command: Command) -> Iterator[Entry]:
    """Yield the texts of a command, or of a group and the commands in it."""
    name = f"/{getattr(command, 'qualified_name', command.name)}"
    yield COMMAND, command.name, name
    if isinstance(command, app_commands.ContextMenu):
        return
    yield None, command.description, name
    if isinstance(command, app_commands.Group):
        for each in command.commands:
            yield from texts_of(each)
        return
    for option in command.parameters:
        yield OPTION, option.name, name
        yield None, option.description, f"{name} {option.name}:"
        for choice in option.choices:
            yield CHOICE, choice.name, f"{name} {option.name}:"


def template() -> Catalog:
    """Return a catalog of all texts, without translations."""
    catalog = Catalog(project="Podcite", charset="utf-8", fuzzy=False)
    for context, message, place in texts_of_commands():
        catalog.add(message, context=context, auto_comments=[place])
    for context, message, place in texts_in_code():
        catalog.add(message, context=context, locations=[(place, None)])  # type: ignore[list-item]
    return catalog


def catalog_file(language: str) -> Path:
    """Return where the catalog of a language lies."""
    return REPOSITORY / "bot" / "ui" / "locales" / f"{language}.po"


def read_catalog(language: str) -> Catalog:
    """Return the catalog of a language; an empty one where it has none yet."""
    path = catalog_file(language)
    content = path.read_bytes() if path.exists() else _header(language)
    return read_po(BytesIO(content), locale=LOCALES[language], charset="utf-8")


def updated(language: str, wanted: Catalog) -> bytes:
    """Return the file of a language with exactly the wanted texts, in their order."""
    known = read_catalog(language)
    catalog = read_po(BytesIO(_header(language)), locale=LOCALES[language], charset="utf-8")
    for message in wanted:
        if message.id:
            earlier = known.get(message.id, context=message.context)
            catalog.add(
                message.id,
                earlier.string if earlier else None,
                context=message.context,
                locations=message.locations,
                auto_comments=message.auto_comments,
            )
    file = BytesIO()
    write_po(file, catalog, width=110, omit_header=True, include_lineno=False)
    return _header(language) + file.getvalue()


def _header(language: str) -> bytes:
    return HEADER.format(language=LOCALES[language], plural=PLURALS[language]).encode()


def main() -> None:
    """Update every catalog."""
    wanted = template()
    for language in LANGUAGES:
        catalog_file(language).write_bytes(updated(language, wanted))


if __name__ == "__main__":
    main()
