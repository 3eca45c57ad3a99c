"""What moderators see of refused, weak and disliked answers, and the passages that they pin for them."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from discord import Permissions

from retrieval.library import Library
from retrieval.models.options import Options
from tests.bot.process.bot_process import BotProcess
from tests.discord_server import GuildHandle, MemberHandle, Message

pytestmark = pytest.mark.asyncio(loop_scope="module")

REFUSED = "How do sharks sleep at night?"
FRIDGE = "Why is the fridge a bad place for bread?"
OPEN, ASK, PICK, UNPIN = (
    "Read the questions about…",
    "Pin the passage that answers…",
    "Pin this passage…",
    "Remove the pin of…",
)


@pytest.fixture
def mia(guild: GuildHandle) -> MemberHandle:
    """A moderator."""
    return guild.member("mia", Permissions(manage_guild=True))


async def ask(home: Path, who: MemberHandle, question: str) -> Message:
    """An answer, after it is stored how the question ended."""
    reply = await who.slash("ask", question=question)
    answer = await reply.original(lambda shown: bool(shown.buttons))
    for _ in range(500):
        if rows(home, "select 1 from asked_questions where message = ?", answer.id):
            return answer
        await asyncio.sleep(0.02)
    raise AssertionError("how the question ended was not stored")


async def shown(who: MemberHandle, command: str, **options: Any) -> Message:
    return await (await who.slash(command, **options)).original()


async def dislike(who: MemberHandle, answer: Message, reason: str = "") -> None:
    form = await who.click(answer, "answer:bad")
    await (await who.submit(form, {"What was wrong with this answer?": reason})).original()


def options(message: Message, placeholder: str) -> list[Any]:
    for row in message.components:
        for part in row["components"]:
            if part.get("placeholder") == placeholder:
                return list(part["options"])
    return []


def rows(home: Path, query: str, *values: Any) -> list[Any]:
    with closing(sqlite3.connect(home / "catalog.db")) as catalog:
        return catalog.execute(query, values).fetchall()


async def test_refusals_and_dislikes_are_grouped_with_counts_links_and_texts_read_on_demand(
    bot: BotProcess, guild: GuildHandle, mia: MemberHandle, home: Path
) -> None:
    ada, bob = guild.member("ada"), guild.member("bob")
    refusal = await ask(home, ada, REFUSED)
    await ask(home, bob, REFUSED)
    answer = await ask(home, ada, FRIDGE)
    await dislike(bob, answer, "It misses *rye*.")
    page = await shown(mia, "library gaps")
    assert page.seen_by is mia.user
    assert "3 questions in 30 days" in page.text
    assert "2 questions · 2 refused" in page.text
    assert "1 question · 1 👎" in page.text
    assert REFUSED not in page.text
    choices = {option["description"]: option["value"] for option in options(page, OPEN)}
    opened = await (await mia.select(page, OPEN, choices["2 questions"])).original()
    assert opened.text.count(REFUSED) == 2
    assert f"https://discord.com/channels/{guild.guild.id}/{ada.channel.id}/{refusal.id}" in opened.text
    disliked = await (await mia.select(page, OPEN, choices["1 question"])).original()
    assert FRIDGE in disliked.text
    assert r"👎 “It misses \*rye\*.”" in disliked.text
    stored = str(rows(home, "select * from asked_questions")) + str(
        rows(home, "select * from asked_passages")
    )
    assert "shark" not in stored
    assert str(ada.user.id) not in stored


async def test_private_answers_and_messages_are_counted_without_a_link(
    bot: BotProcess, guild: GuildHandle, mia: MemberHandle, home: Path
) -> None:
    ada = guild.member("ada")
    await ask(home, ada.direct(), REFUSED)
    await shown(mia, "library settings", answers="seen only by the person who asks")
    private = await ask(home, ada, REFUSED)
    assert private.seen_by is ada.user
    await dislike(ada, private, "Nothing about fish.")
    page = await shown(mia, "library gaps")
    assert "1 question · 1 refused · 1 👎" in page.text
    opened = await (await mia.select(page, OPEN, options(page, OPEN)[0]["value"])).original()
    assert "only the person who asked saw this answer" in opened.text
    assert "Nothing about fish." in opened.text
    assert "discord.com/channels" not in opened.text
    assert REFUSED not in opened.text
    assert not options(opened, ASK)
    assert rows(home, "select distinct channel from asked_questions where guild in (0, ?)", guild.id) == [
        (None,)
    ]
    assert rows(home, "select channel from answer_feedback where message = ?", private.id) == [(0,)]


async def test_what_cannot_be_read_is_told_in_one_sentence(
    bot: BotProcess, guild: GuildHandle, mia: MemberHandle, home: Path
) -> None:
    ada, closed, hidden = guild.member("ada"), guild.channel("closed"), guild.channel("hidden")
    deleted = await ask(home, ada, REFUSED)
    await ask(home, ada.at(closed), REFUSED)
    await ask(home, ada.at(hidden), REFUSED)
    ada.delete(deleted)
    guild.deny_bot(closed, Permissions(view_channel=True))
    guild.hide(hidden, mia)
    page = await shown(mia, "library gaps")
    opened = await (await mia.select(page, OPEN, options(page, OPEN)[0]["value"])).original()
    assert "This message was deleted, so its question can't be read any more." in opened.text
    assert "I can't read the channel of this question" in opened.text
    assert "You can't read the channel of this question" in opened.text
    assert REFUSED not in opened.text
    assert not options(opened, ASK)


async def test_a_pinned_passage_comes_first_for_such_questions_until_it_is_unpinned(
    bot: BotProcess, guild: GuildHandle, mia: MemberHandle, home: Path
) -> None:
    ada, question = guild.member("ada"), REFUSED
    await ask(home, ada, question)
    page = await shown(mia, "library gaps")
    opened = await (await mia.select(page, OPEN, options(page, OPEN)[0]["value"])).original()
    found = await (await mia.select(opened, ASK, options(opened, ASK)[0]["value"])).original()
    assert found.embeds[0]["title"] == question
    form = await mia.submit(
        await mia.click(found, "Search with other words"), {"Words that the passage says": "spring tides"}
    )
    searched = await form.original(lambda shown: "pring tide" in shown.text)
    chosen = options(searched, PICK)[0]
    form = await mia.select(searched, PICK, chosen["value"])
    modal = await form.modal()
    assert question in str(modal)
    pinned = await (
        await mia.submit(form, {"The question that this passage answers": "How does a shark sleep at night"})
    ).original()
    assert "Pinned. “How does a shark sleep at night”" in pinned.text
    answer = await ask(home, ada, "how do sharks sleep at night")
    assert "pring tide" in answer.text
    assert "[1]" in answer.text
    elsewhere = await ask(home, guild.elsewhere().member("eve"), REFUSED)
    assert "pring tide" not in elsewhere.text
    listed = await shown(mia, "library pins")
    assert "How does a shark sleep at night" in listed.text
    removed = await (await mia.select(listed, UNPIN, options(listed, UNPIN)[0]["value"])).original(
        lambda shown: "Nothing is pinned" in shown.text
    )
    assert removed.seen_by is mia.user
    assert "pring tide" not in (await ask(home, ada, REFUSED)).text
    log = await shown(mia, "library log")
    assert "**mia** pinned a passage of" in log.text
    assert "**mia** unpinned a passage of" in log.text


async def test_a_passage_is_pinned_by_its_number_or_time(
    bot: BotProcess, guild: GuildHandle, mia: MemberHandle, home: Path
) -> None:
    pinned = await shown(mia, "library pin", question="Where does rye come from?", episode="bread", at="2")
    assert "segment 2" in pinned.text
    again = await shown(mia, "library pin", question="Where does rye come from?", episode="bread", at="1")
    assert "segment 1" in again.text
    listed = await shown(mia, "library pins")
    assert listed.text.count("Where does rye come from?") == 1
    wrong = await shown(mia, "library pin", question="Where does rye come from?", episode="bread", at="999")
    assert "There is no segment 999" in wrong.text


async def test_another_server_sees_nothing_of_it(
    bot: BotProcess, guild: GuildHandle, mia: MemberHandle, home: Path
) -> None:
    await ask(home, guild.member("ada"), REFUSED)
    page = await shown(mia, "library gaps")
    await shown(mia, "library pin", question="Where does rye come from?", episode="bread", at="2")
    others = guild.elsewhere()
    max_ = others.member("max", Permissions(manage_guild=True))
    assert "In the last 30 days, no question was refused" in (await shown(max_, "library gaps")).text
    assert "Nothing is pinned" in (await shown(max_, "library pins")).text
    assert "**Questions**: 0" in (await shown(max_, "stats")).text
    assert options(page, OPEN)


async def test_only_moderators_see_gaps_pins_and_stats(
    bot: BotProcess, guild: GuildHandle, mia: MemberHandle, home: Path
) -> None:
    ada = guild.member("ada")
    await ask(home, ada, REFUSED)
    page = await shown(mia, "library gaps")
    for command in ("library", "stats"):
        guild.allow(command, ada)
    for command, values in (
        ("library gaps", {}),
        ("library pins", {}),
        ("library pin", {"question": "Why?", "episode": "bread", "at": "2"}),
        ("stats", {}),
    ):
        refused = await shown(ada, command, **values)
        assert "Only moderators can do that" in refused.text, command
    assert mia.member
    mia.member.roles.clear()  # who was a moderator when the message came
    late = await (await mia.select(page, OPEN, options(page, OPEN)[0]["value"])).original()
    assert "Only moderators can do that" in late.text


async def test_stats_come_as_text_and_as_a_described_picture(
    bot: BotProcess, guild: GuildHandle, mia: MemberHandle, home: Path
) -> None:
    ada = guild.member("ada")
    await ask(home, ada, REFUSED)
    answer = await ask(home, ada, FRIDGE)
    await (await ada.click(answer, "answer:good")).original()
    stats = await shown(mia, "stats", days=7)
    assert stats.seen_by is mia.user
    assert "**Questions**: 2" in stats.text
    assert "**Refused**: 1 (50%)" in stats.text
    assert "1 👍, 0 👎" in stats.text
    assert "Questions of the last 90 days" in (await shown(mia, "stats", days=365)).text  # no more are kept
    (picture,) = stats.attachments
    assert picture["filename"] == "stats.png"
    assert "Bar chart of the questions of the last 7 days: 1 answered" in picture["description"]


async def test_the_hosts_own_pins_are_listed_as_the_hosts_and_can_not_be_removed(
    bot: BotProcess, guild: GuildHandle, mia: MemberHandle, home: Path
) -> None:
    from retrieval.index.embeddings import DEFAULT_MODEL

    library = Library(Options(home, embedding_model=DEFAULT_MODEL))
    try:
        pin = await library.guilds.pins.add(None, "Who proves dough in the cold?", "bread", 2)
        listed = await shown(mia, "library pins")
        assert "Pinned by the host:" in listed.text
        assert listed.text.index("Pinned by the host") < listed.text.index("Who proves dough in the cold?")
        assert "Remove the pin of…" not in str(listed.components)
        await shown(mia, "library settings", hide="salt-and-light")
        assert "Pinned by the host" not in (await shown(mia, "library pins")).text
    finally:
        await library.guilds.pins.remove(None, pin.pin.id)
        await library.close()
