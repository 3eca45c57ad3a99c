"""The key of the hashes that stand for people: made once, and the same whatever the bot's token is."""

import asyncio
import hashlib
import hmac
import stat
from pathlib import Path

import pytest

from retrieval.catalog.catalog import Catalog
from retrieval.concurrency import Threads
from retrieval.errors import ConfigurationError, LibraryError
from retrieval.guilds.privacy import KEY_FILE, Privacy, pseudonym
from retrieval.models.feedback import Feedback
from retrieval.models.privacy import KeepDays

GUILD, MIA, JON = 100, 1_000, 2_000
TOKEN, NEW_TOKEN = (
    "MTAwMDAwMDAwMDAwMDAwMDAwMA.GabcdE." + "a" * 38,
    "MTAwMDAwMDAwMDAwMDAwMDAwMA.GfghiJ." + "b" * 38,
)
SHORT_TOKEN = TOKEN[:59]


def opened(home: Path) -> Privacy:
    """Return what a process has that starts now."""
    catalog = Catalog(f"sqlite:///{home}/catalog.db")
    return Privacy(catalog.privacy, Threads(), KeepDays(questions=30), home)


async def ask(home: Path, token: str, *users: int) -> None:
    """Keep a question of each user, as a bot with this token does."""
    privacy = opened(home)
    for user in users:
        asker = pseudonym(await privacy.key(token), GUILD, user)
        await privacy.keep_question(GUILD, asker, f"question of {user}", "answered")


def ask_as_before(home: Path, token: str) -> None:
    """Keep a question and a verdict of Mia's as a bot did whose key was its token."""
    catalog = Catalog(f"sqlite:///{home}/catalog.db")
    asker = hmac.new(token.encode(), f"{GUILD}:{MIA}".encode(), hashlib.sha256).hexdigest()
    catalog.privacy.keep_question(GUILD, asker, "an earlier question", "answered")
    catalog.answers.record_feedback(Feedback(GUILD, 1, 2, "bad", "why", asker))


async def questions_of(home: Path, token: str, user: int) -> list[object]:
    privacy = opened(home)
    kinds = {kind.name: kind for kind in await privacy.read(await privacy.person(user, token))}
    return [record["question"] for record in kinds["kept_questions"].records] if kinds else []


async def test_the_key_is_random_made_at_the_first_start_and_for_its_user_alone(tmp_path: Path) -> None:
    keys = [await opened(tmp_path / name).key(TOKEN) for name in ("one", "other")]
    assert len({*keys, hashlib.sha256(TOKEN.encode()).digest()}) == 3
    file = tmp_path / "one" / KEY_FILE
    assert (file.read_bytes(), stat.S_IMODE(file.stat().st_mode)) == (keys[0], 0o600)
    assert len(keys[0]) == 32


async def test_what_is_stored_about_a_member_is_found_after_the_token_has_changed(tmp_path: Path) -> None:
    await ask(tmp_path, TOKEN, MIA, JON)
    assert await questions_of(tmp_path, NEW_TOKEN, MIA) == [f"question of {MIA}"]
    await ask(tmp_path, NEW_TOKEN, MIA)
    privacy = opened(tmp_path)
    assert await privacy.delete(await privacy.person(MIA, "another one")) == 2
    assert await questions_of(tmp_path, NEW_TOKEN, JON) == [f"question of {JON}"]


async def test_what_was_stored_with_the_token_as_key_is_found_after_a_change_too(tmp_path: Path) -> None:
    ask_as_before(tmp_path, TOKEN)
    await ask(tmp_path, TOKEN, MIA)
    assert TOKEN.encode() not in (tmp_path / KEY_FILE).read_bytes()
    assert await questions_of(tmp_path, NEW_TOKEN, MIA) == ["an earlier question", f"question of {MIA}"]
    privacy = opened(tmp_path)
    assert await privacy.delete(await privacy.person(MIA, NEW_TOKEN)) == 3


async def test_what_an_old_short_token_was_the_key_of_is_found_until_it_changes(tmp_path: Path) -> None:
    ask_as_before(tmp_path, SHORT_TOKEN)
    await ask(tmp_path, SHORT_TOKEN, MIA)
    assert await questions_of(tmp_path, SHORT_TOKEN, MIA) == ["an earlier question", f"question of {MIA}"]
    assert await questions_of(tmp_path, NEW_TOKEN, MIA) == [f"question of {MIA}"]


async def test_processes_that_start_together_have_one_key(tmp_path: Path) -> None:
    Catalog(f"sqlite:///{tmp_path}/catalog.db").privacy.has_pseudonyms()
    keys = await asyncio.gather(*(opened(tmp_path).key(f"{TOKEN}{n}") for n in range(8)))
    assert len(set(keys)) == 1


async def test_no_key_is_made_while_the_catalog_can_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "catalog.db").write_bytes(b"no database" * 100)
    with pytest.raises(LibraryError):
        await opened(tmp_path).key(TOKEN)
    assert not (tmp_path / KEY_FILE).exists()


async def test_a_damaged_key_is_not_replaced_without_a_word(tmp_path: Path) -> None:
    (tmp_path / KEY_FILE).write_bytes(b"short")
    with pytest.raises(ConfigurationError, match="/privacy won't find what was stored before"):
        await opened(tmp_path).key(TOKEN)
