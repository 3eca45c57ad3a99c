"""What the real process stores about people: shown, exported, deleted and pruned, and nothing else."""

import json
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
import pytest_asyncio

from tests.bot.process.bot_process import BotProcess
from tests.bot.process.test_moderation import add, ended, moderator, told
from tests.discord_server import DiscordServer, GuildHandle, MemberHandle, Message

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUESTION = "Why is the fridge a bad place for bread?"
KEEPS = {"PODCITE_KEEP_QUESTIONS_DAYS": "30"}


@pytest.fixture
def home(indexed_sample: Path, tmp_path: Path) -> Path:
    """A library of each test's own: all of it is searched for people."""
    return Path(copytree(indexed_sample, tmp_path / "home"))


@pytest_asyncio.fixture(loop_scope="module")
async def bot(
    discord: DiscordServer, home: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[BotProcess]:
    process = BotProcess(discord, home, tmp_path / "bot", **getattr(request, "param", {}))
    try:
        yield await process.start_ready()
    finally:
        await process.kill()


@pytest.fixture(autouse=True)
def nothing_wrong(bot: BotProcess, discord: DiscordServer) -> Iterator[None]:
    """What the module's own bots sent and logged is fit to be shown, as in the other modules."""
    yield
    discord.assert_clean()
    assert discord.token not in bot.log
    assert "Traceback" not in bot.log


def has_buttons(message: Message) -> bool:
    return bool(message.buttons)


async def use(who: MemberHandle) -> None:
    """Ask, read, and say what is thought of the answer."""
    message = await (await who.slash("ask", question=QUESTION)).original(has_buttons)
    await (await who.click(message, "Read [1]")).original()
    form = await who.click(message, "answer:bad")
    await (await who.submit(form, {"What was wrong with this answer?": "It misses rye."})).original()
    await (await who.slash("episodes")).original()
    await (await who.direct().slash("ask", question="How high was the lighthouse?")).original(has_buttons)


async def privacy_of(who: MemberHandle) -> Message:
    message = await (await who.slash("privacy")).original()
    assert message.seen_by is who.user
    return message


async def exported(discord: DiscordServer, who: MemberHandle, page: Message) -> dict[str, Any]:
    sent = await (await who.click(page, "Download as a file")).original(lambda shown: bool(shown.attachments))
    assert sent.ephemeral
    (attachment,) = sent.attachments
    content, _ = discord.cdn._files[int(attachment["id"])]
    document: dict[str, Any] = json.loads(content)
    return document


def holding(folder: Path, what: int | bytes) -> list[str]:
    """The files that hold some words or a user's id: in figures, or as SQLite stores whole numbers."""
    forms = (what,) if isinstance(what, bytes) else (str(what).encode(), what.to_bytes(8, "big"))
    files = [file for file in folder.rglob("*") if file.is_file()]
    return [file.name for file in files if any(form in file.read_bytes() for form in forms)]


def columns_with(home: Path, user: int) -> set[tuple[str, str]]:
    """The tables and columns of the catalog that hold a user's id."""
    found = set()
    with closing(sqlite3.connect(home / "catalog.db")) as catalog:
        for (table,) in catalog.execute("select name from sqlite_master where type = 'table'").fetchall():
            for _, column, *_ in catalog.execute(f"pragma table_info({table})").fetchall():
                like = f"select 1 from {table} where instr(cast({column} as text), ?) limit 1"
                if catalog.execute(like, (str(user),)).fetchone():
                    found.add((table, column))
    return found


def questions_in(home: Path) -> list[str]:
    with closing(sqlite3.connect(home / "catalog.db")) as catalog:
        return [question for (question,) in catalog.execute("select question from kept_questions")]


def outcomes_in(home: Path) -> int:
    with closing(sqlite3.connect(home / "catalog.db")) as catalog:
        (count,) = catalog.execute("select count(*) from asked_questions").fetchone()
        return int(count)


async def test_ids_are_stored_nowhere_but_where_moderators_work_is_logged(
    bot: BotProcess, home: Path, guild: GuildHandle, discord: DiscordServer, tmp_path: Path
) -> None:
    ada, mia = guild.member("ada"), moderator(guild)
    await use(ada)
    await ended(discord, await add(mia))
    await use(mia)
    assert await bot.stop() == 0
    assert holding(tmp_path, ada.user.id) == []  # the log included
    assert columns_with(home, mia.user.id) == {("audit", "actor")}
    assert str(mia.user.id) not in bot.log
    assert questions_in(home) == []
    assert holding(home, b"fridge a bad") == []


async def test_a_person_sees_exports_and_deletes_what_is_stored_about_them(
    bot: BotProcess, home: Path, guild: GuildHandle, discord: DiscordServer
) -> None:
    ada, bob = guild.member("ada"), guild.member("bob")
    theirs = discord.guild("Theirs")  # where the bot isn't, but somebody brings it along
    theirs.guild.has_bot = False
    visitor = theirs.member("vera")
    visitor.user.has_app = True
    assert "Nothing is stored about you." in (await privacy_of(visitor)).text
    empty = await privacy_of(ada)
    assert "Nothing is stored about you." in empty.text
    assert not empty.buttons
    await use(ada)
    await use(bob)
    await discord.watch.until(lambda: outcomes_in(home) == 4, "how four questions ended")
    page = await privacy_of(ada.direct())  # also in private messages: what is stored in all servers
    said = "**1** × your 👍 and 👎 on answers, with the reasons that you wrote. Kept: 90 days."
    assert said in page.text
    assert "**2** × how your questions ended, without their text. Kept: 90 days." in page.text
    assert "**2** × your last questions" in page.text
    document = await exported(discord, ada.direct(), page)
    (verdict,) = document["answer_feedback"]["records"]
    assert (verdict["guild"], verdict["verdict"], verdict["reason"]) == (guild.id, "bad", "It misses rye.")
    assert [turn["question"] for turn in document["memory"]] == [QUESTION, "How high was the lighthouse?"]

    reply = await ada.direct().click(page, "Delete my data")
    asks = await reply.original(lambda shown: "Delete your data?" in shown.text)
    assert "**5 records** will be deleted" in asks.text
    await ada.direct().click(asks, "Never mind")
    await discord.watch.until(lambda: "Nothing was deleted." in page.text, "nothing deleted")
    page = await privacy_of(ada)
    asks = await (await ada.click(page, "Delete my data")).original(lambda shown: "?" in shown.text)
    await ada.click(asks, "Delete for good")
    await discord.watch.until(lambda: "Your data is deleted: 5 records." in page.text, "deleted")
    assert "Nothing is stored about you." in (await privacy_of(ada)).text
    assert "**1** × your 👍 and 👎" in (await privacy_of(bob)).text
    assert await bot.stop() == 0


@pytest.mark.parametrize("bot", [KEEPS], indirect=True)
async def test_what_a_person_deleted_is_in_no_file_while_the_bot_runs(
    bot: BotProcess, home: Path, guild: GuildHandle, discord: DiscordServer
) -> None:
    ada = guild.member("ada")
    await use(ada)
    await discord.watch.until(lambda: len(questions_in(home)) == 2, "two kept questions")
    written = (b"fridge a bad", b"misses rye")
    assert all(holding(home, words) for words in written)
    asks = await (await ada.click(await privacy_of(ada), "Delete my data")).original(
        lambda shown: "?" in shown.text
    )
    await (await ada.click(asks, "Delete for good")).original(lambda shown: "is deleted" in shown.text)
    assert [holding(home, words) for words in written] == [[], []]


async def test_a_moderator_who_deletes_their_data_leaves_what_they_did_without_their_name(
    bot: BotProcess, home: Path, guild: GuildHandle, discord: DiscordServer
) -> None:
    mia, mo = moderator(guild), moderator(guild, "mo")
    await ended(discord, await add(mia))
    page = await privacy_of(mia)
    assert "**1** × what you did, or tried to do, as a moderator" in page.text
    asks = await (await mia.click(page, "Delete my data")).original(lambda shown: "?" in shown.text)
    await (await mia.click(asks, "Delete for good")).original(lambda shown: "is deleted" in shown.text)
    log = await told(mo, "log")
    assert "**a former member** added clay" in log
    assert "mia" not in log
    assert await bot.stop() == 0
    assert holding(home, mia.user.id) == []


@pytest.mark.parametrize("bot", [{"PODCITE_KEEP_GAPS_DAYS": "0"}], indirect=True)
async def test_how_questions_end_and_feedback_are_not_stored_where_the_host_wants_none_of_it(
    bot: BotProcess, home: Path, guild: GuildHandle, discord: DiscordServer
) -> None:
    ada, mia = guild.member("ada"), moderator(guild)
    answer = await (await ada.slash("ask", question=QUESTION)).original(has_buttons)
    thanks = "Thank you. The host of this bot doesn't store feedback."
    form = await ada.click(answer, "answer:bad")
    reason = {"What was wrong with this answer?": "It misses rye."}
    assert (await (await ada.submit(form, reason)).original()).text == thanks
    assert (await (await ada.click(answer, "answer:good")).original()).text == thanks
    for command in ("library gaps", "stats"):
        shown = await (await mia.slash(command)).original()
        assert "The host of this bot doesn't store how questions end" in shown.text
    assert await bot.stop() == 0
    assert outcomes_in(home) == 0
    assert holding(home, b"misses rye") == []


@pytest.mark.parametrize("bot", [KEEPS], indirect=True)
async def test_questions_are_kept_only_if_the_host_wants_that_and_for_as_long(
    bot: BotProcess, home: Path, guild: GuildHandle, discord: DiscordServer
) -> None:
    ada = guild.member("ada")
    await use(ada)
    await discord.watch.until(lambda: len(questions_in(home)) == 2, "two questions that are kept")
    await discord.watch.until(lambda: outcomes_in(home) == 2, "how two questions ended")
    page = await privacy_of(ada)
    assert "**2** × questions that you asked" in page.text
    kept = (await exported(discord, ada, page))["kept_questions"]["records"]
    assert [(each["guild"], each["question"]) for each in kept] == [
        (guild.id, QUESTION),
        (None, "How high was the lighthouse?"),
    ]
    assert await bot.stop() == 0
    with closing(sqlite3.connect(home / "catalog.db")) as catalog, catalog:
        catalog.execute("update kept_questions set at = '2020-01-01' where id = 1")
        catalog.execute(
            "insert into audit (guild, at, actor, name, action, subject, detail) "
            "values (?, '2020-01-01', 5, 'old', 'add', 'x', '')",
            (guild.id,),
        )
        catalog.execute("update answer_feedback set at = '2020-01-01'")
        catalog.execute("update asked_questions set at = '2020-01-01'")
    await bot.start_ready()
    pruned = "Deleted 5 old records"
    await discord.watch.until(lambda: pruned in bot.log, pruned)
    assert questions_in(home) == ["How high was the lighthouse?"]
    assert await bot.stop() == 0


async def test_a_member_finds_what_is_stored_about_them_after_the_bots_token_was_reset(
    bot: BotProcess, home: Path, guild: GuildHandle, discord: DiscordServer, tmp_path: Path
) -> None:
    ada, token = guild.member("ada"), discord.token
    await use(ada)
    assert await bot.stop() == 0
    assert (home / "privacy.key").stat().st_mode & 0o777 == 0o600
    discord.token = token.replace("tests", "later")
    again = BotProcess(discord, home, tmp_path / "again")
    try:
        await again.start_ready()
        document = await exported(discord, ada, await privacy_of(ada))
        assert len(document["answer_feedback"]["records"]) == 1
        assert len(document["asked_questions"]["records"]) == 2
    finally:
        await again.kill()
        discord.token = token
