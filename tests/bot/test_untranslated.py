"""No sentence that Discord shows is written where the catalogs of translations don't find it."""

import ast
import re
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.english import english_in
from tools.translations import LANGUAGES, REPOSITORY, read_catalog, texts_in_code

pytestmark = pytest.mark.slow

SHOWN = ("cogs", "components", "feeds", "jobs", "replies", "ui")
FILES = (
    "channel_policies",
    "errors",
    "member_links",
    "model_hints",
    "permissions",
    "reader_language",
    "tree",
)
RETRIEVAL = ("conversation", "episode_pages", "feeds", "guilds", "models")
RETRIEVAL_FILES = ("model_budgets", "not_found", "passages", "pin_store", "show_change_store", "user_data")
"""What of `retrieval` members read; the files are those of its catalog."""
NOT_SHOWN = {
    "Only this episode. ",  # whose whole sentence is in the catalogs as a description of an option
    "answers messages in every channel: ",  # of the log, which `audit_words` reads
    "answers messages in : ",
    "budget used up",  # an action of the log
    "there is no page ",  # an error of the code
    "the links that members of servers have to their own pages will stop working.",  # for the terminal
    "/privacy won't find what was stored before.",  # for the terminal, as is the next one
    "The file  can't be used: .",
    "The price of  isn't known, so a budget in dollars can't be kept.",  # for the terminal
    "Set PODCITE_SERVER_DAILY_TOKENS as well.",
    "No pin points to a passage that is still there, so nothing was written.",
    " isn't empty; name a new folder for the test set.",
    " can't be written: .",
    "it removed the bot",
    "Server  has no data here; `podcite guilds` lists those that do.",
    " is where transcripts without a show go, so it can't be blocked; remove it without --forget.",
    "The show  isn't blocked, so there is nothing to allow.",
    "The transcripts don't hold an answer.",  # for the model
    "The chapters file",  # for the log
    "That isn't a list of chapters.",
    "tuple[str, int, tuple[int, ...]]",  # a type
    "renaming the show ",  # what a process that waits for another is told
    "merging the show ",
}
_WORDS = re.compile(r"[A-Za-z']+(?:,? [A-Za-z']+){2,}")


def files() -> Iterator[Path]:
    for name in SHOWN:
        yield from (REPOSITORY / "bot" / name).rglob("*.py")
    yield from ((REPOSITORY / "bot" / name).with_suffix(".py") for name in FILES)
    for name in RETRIEVAL:
        yield from (REPOSITORY / "retrieval" / name).rglob("*.py")
    yield from ((REPOSITORY / "retrieval" / "catalog" / name).with_suffix(".py") for name in RETRIEVAL_FILES)


def documentation(tree: ast.AST) -> set[int]:
    """The strings that are statements of their own."""
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def written(node: ast.AST, left_out: set[int]) -> Iterator[tuple[int, str]]:
    """The strings in code but those of the log and patterns; of an f-string what stands between values."""
    called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
    if id(node) in left_out or called == "re.compile" or called.startswith(("log.", "_log.")):
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.lineno, node.value
    elif isinstance(node, ast.JoinedStr):
        parts = [part.value for part in node.values if isinstance(part, ast.Constant)]
        yield node.lineno, "".join(map(str, parts))
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                yield from written(part.value, left_out)
    else:
        for child in ast.iter_child_nodes(node):
            yield from written(child, left_out)


def test_every_sentence_in_the_code_that_discord_shows_is_in_the_catalogs() -> None:
    known = {
        form
        for message in read_catalog("de")
        for form in (message.id if message.pluralizable else [message.id])
    }
    unmarked = []
    for file in files():
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for line, text in written(tree, documentation(tree)):
            if _WORDS.search(text) and text not in known | NOT_SHOWN:
                unmarked.append(f"{file.relative_to(REPOSITORY)}:{line}: {text}")
    assert unmarked == []


def test_nothing_is_marked_that_can_not_be_translated() -> None:
    """Babel warns of a text with values in it, which no catalog can have."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        list(texts_in_code())


def test_english_words_are_found_in_every_other_language() -> None:
    for language in LANGUAGES:
        assert english_in("One more\n thing. This file doesn't say which show it belongs to.", language)
        assert not english_in("Ein Satz with a few words of a quote in it", language)
