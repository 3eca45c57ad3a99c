"""The bot's own words are there in every language, with the same values, and as Discord takes them."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from typing import Any

import discord
import pytest
from babel.messages.catalog import Catalog, Message
from discord import app_commands

from bot.client import COGS, Podcite
from bot.translator import Translator
from tests.bot.fake_library import FakeLibrary
from tests.discord_server.command_limits import check_commands
from tools.translations import (
    KEYWORDS,
    LANGUAGES,
    REPOSITORY,
    catalog_file,
    read_catalog,
    template,
    texts_of,
    updated,
)

MARKS = KEYWORDS["bot"].keys()
LOCALES = {"de", "es-ES", "es-419", "fr", "pt-BR", "ja"}


@cache
def wanted() -> Catalog:
    """All texts that the commands and the code have now."""
    return template()


def forms(text: object) -> tuple[str, ...]:
    return text if isinstance(text, tuple) else (str(text),)


def messages(language: str) -> Iterator[Message]:
    return (message for message in read_catalog(language) if message.id)


def values_in(text: str) -> set[str]:
    return set(re.findall(r"{(\w+)", text))


def marks_in(text: str) -> list[str]:
    """The markup, commands' slashes and addresses of a text, which a translation has as well."""
    return sorted(re.findall(r"\*\*|`/?|https?://[^\s,;.)]*|…$|\n", text))


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalog_has_exactly_the_texts_of_the_code(language: str) -> None:
    file = catalog_file(language).read_text(encoding="utf-8")
    assert file == updated(language, wanted()).decode(), "run: python -m tools.translations"


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_missing_in_a_language(language: str) -> None:
    catalog = read_catalog(language)
    missing = []
    for message in wanted():
        found = catalog.get(message.id, context=message.context)
        if message.id and not (found and all(forms(found.string))):
            missing.append((message.context, message.id))
    assert missing == [], "write them into bot/ui/locales"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_values_and_the_markup_of_the_text(language: str) -> None:
    for message in messages(language):
        english = forms(message.id)
        for form in filter(None, forms(message.string)):
            assert values_in(form) <= values_in(english[-1]), form
            assert values_in(form) >= values_in(english[-1]) - {"n"}, form
            assert marks_in(form) == marks_in(english[-1]), form
            assert form == form.strip() or english[-1] != english[-1].strip(), form


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_quotes_names_with_the_marks_of_its_language(language: str) -> None:
    """Python's quotes are for commands, which a shell reads."""
    quoted = [form for message in messages(language) for form in forms(message.string)]
    assert [form for form in quoted if "!r}" in re.sub(r"`[^`]*`", "", form)] == []


async def payloads() -> list[dict[str, Any]]:
    bot = Podcite(library=FakeLibrary())
    async with bot:
        await bot.tree.set_translator(Translator())
        for cog in COGS:
            await bot.load_extension(cog)
        translator = bot.tree.translator
        assert translator
        return [await each.get_translated_payload(bot.tree, translator) for each in bot.tree.get_commands()]


async def test_discord_takes_the_names_and_descriptions_in_every_language() -> None:
    assert [str(problem) for problem in check_commands(await payloads())] == []


async def test_every_command_option_and_choice_has_words_in_every_language() -> None:
    def untranslated(part: dict[str, Any], where: str) -> Iterator[str]:
        for what in ("name", "description"):
            if part.get(what) and set(part.get(f"{what}_localizations") or {}) != LOCALES:
                yield f"{where} {part[what]}"
        for below in (*part.get("options", ()), *part.get("choices", ())):
            yield from untranslated(below, f"{where} {part['name']}")

    assert [text for command in await payloads() for text in untranslated(command, "")] == []


def test_a_command_that_is_added_is_missing_until_it_is_translated() -> None:
    @app_commands.command()
    @app_commands.describe(loudness="How loudly, from 1 to 10")
    async def gargle(interaction: discord.Interaction, loudness: int) -> None:
        """Gargle with salt water."""

    catalog = read_catalog("de")
    assert {text for context, text, _ in texts_of(gargle) if catalog.get(text, context=context) is None} == {
        "gargle",
        "Gargle with salt water.",
        "loudness",
        "How loudly, from 1 to 10",
    }


@pytest.mark.slow
def test_no_text_is_marked_inside_another_where_it_would_not_be_found() -> None:
    """In Python 3.11 what stands in an f-string is no code yet when the texts are collected."""
    inside = [
        f"{file.relative_to(REPOSITORY)}:{node.lineno}"
        for file in (REPOSITORY / "bot").rglob("*.py")
        for joined in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(joined, ast.JoinedStr)
        for node in ast.walk(joined)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS
        if node.args and isinstance(node.args[0], ast.Constant)
    ]
    assert inside == []


def test_the_wheel_holds_every_catalog() -> None:
    """Setuptools packs what these patterns find in the folders of packages."""
    settings = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = settings["tool"]["setuptools"]["package-data"]["*"]
    folder = catalog_file("de").parent
    assert (folder / "__init__.py").exists()
    assert {file.stem for pattern in patterns for file in folder.glob(pattern)} >= set(LANGUAGES)
