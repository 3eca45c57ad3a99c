"""`/ask` as people in Discord meet it."""

import logging
from dataclasses import replace
from typing import Any

import discord
import pytest
from simcord.actors import MemberActor
from simcord.backend.errors import OptionError
from simcord.builders import ChannelHandle
from simcord.env import Env
from simcord.results import InteractionResult

from retrieval.errors import ModelError, NotFoundError
from retrieval.models import Scope, Sentence
from tests.bot.samples import ANSWERED, BRIDLE, REFUSED
from tests.bot.shelf import Shelf
from tests.bot.ui.limits import assert_within_limits

QUESTION = "What does the bridle do?"
LINK = "[[1]](https://video.example/watch?v=kites&t=350s)"


def only_embed(result: InteractionResult) -> discord.Embed:
    assert result.response
    (embed,) = result.response.embeds
    return embed


def bodies(env: Env) -> list[dict[str, Any]]:
    """What the bot sent, without the envelopes of callbacks."""
    return [each.json.get("data") or each.json for each in env.http_requests if isinstance(each.json, dict)]


def said_in_secret(result: InteractionResult) -> str:
    """What only the user saw; nothing else may be left of the reply."""
    shown = [*([result.response] if result.response else []), *result.followups]
    (message,) = shown
    assert message.ephemeral
    return message.content


async def test_an_answer_links_every_sentence_to_where_it_was_said(
    alice: MemberActor, general: ChannelHandle, shelf: Shelf
) -> None:
    result = await alice.slash(general, "ask", question=QUESTION, episode="kites")

    assert not result.ephemeral
    assert LINK in (only_embed(result).description or "")
    assert shelf.asked == [(QUESTION, Scope(guild=alice.guild.id, episode="kites"))]


async def test_the_bot_acknowledges_before_it_looks_anything_up(
    simcord_env: Env, alice: MemberActor, general: ChannelHandle, shelf: Shelf
) -> None:
    shelf.seconds = 30.0
    result = await alice.slash(general, "ask", question=QUESTION)
    assert result.deferred

    await simcord_env.advance_time(61)
    assert LINK in (only_embed(result).description or "")


async def test_sentences_appear_as_they_are_found(
    simcord_env: Env, alice: MemberActor, general: ChannelHandle, shelf: Shelf
) -> None:
    shelf.seconds = 0.05
    result = await alice.slash(general, "ask", question=QUESTION)
    shown = [body["embeds"][0]["description"] for body in bodies(simcord_env) if body.get("embeds")]
    assert shown[0] == f"“The bridle sets the angle.” {LINK}\n\n…"
    assert shown[-1] == only_embed(result).description
    assert not shown[-1].endswith("…")


async def test_a_refusal_shows_the_nearest_passages(
    alice: MemberActor, general: ChannelHandle, shelf: Shelf
) -> None:
    shelf.answer = REFUSED
    embed = only_embed(await alice.slash(general, "ask", question="Who won the cup?"))
    assert (embed.description or "").startswith("The transcripts don't hold an answer to that.")
    assert len(embed.fields) == 2


async def test_a_very_long_answer_goes_on_in_further_messages(
    alice: MemberActor, general: ChannelHandle, shelf: Shelf
) -> None:
    said = [Sentence(f"Sentence {n}. " * 30, (replace(BRIDLE, segment=n),)) for n in range(1, 30)]
    shelf.answer = replace(ANSWERED, sentences=tuple(said))
    result = await alice.slash(general, "ask", question=QUESTION)
    embeds = [only_embed(result), *(embed for message in result.followups for embed in message.embeds)]
    assert len(embeds) > 1
    for embed in embeds:
        assert_within_limits(embed)


@pytest.mark.parametrize(
    "error",
    [
        NotFoundError("There is no episode 'kit' here; did you mean 'kites'?"),
        ModelError("The model can't be reached."),
    ],
)
async def test_a_domain_error_is_one_sentence_for_the_one_who_asked(
    simcord_env: Env, alice: MemberActor, general: ChannelHandle, shelf: Shelf, error: Exception
) -> None:
    shelf.answer = error
    result = await alice.slash(general, "ask", question=QUESTION)
    assert said_in_secret(result) == str(error)
    assert simcord_env.errors


async def test_an_error_after_half_an_answer_takes_the_half_back(
    simcord_env: Env,
    alice: MemberActor,
    general: ChannelHandle,
    shelf: Shelf,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def breaks(
        question: str, scope: Scope, *, history: object = (), on_sentence: object = None
    ) -> None:
        assert callable(on_sentence)
        await on_sentence(ANSWERED.sentences[0])
        raise ModelError("The model can't be reached.")

    monkeypatch.setattr(shelf, "ask", breaks)
    result = await alice.slash(general, "ask", question=QUESTION)
    assert said_in_secret(result) == "The model can't be reached."
    assert simcord_env.errors


async def test_a_model_that_never_answers_is_given_up_before_discord_does(
    simcord_env: Env, alice: MemberActor, general: ChannelHandle, shelf: Shelf
) -> None:
    shelf.seconds = 3600.0
    result = await alice.slash(general, "ask", question=QUESTION)
    await simcord_env.advance_time(14 * 60 + 1)
    assert said_in_secret(result) == "The answer took too long; please ask again later."
    assert simcord_env.errors


async def test_an_unforeseen_error_has_an_id_that_the_log_has_too(
    simcord_env: Env,
    alice: MemberActor,
    general: ChannelHandle,
    shelf: Shelf,
    caplog: pytest.LogCaptureFixture,
) -> None:
    shelf.answer = ZeroDivisionError("between us")
    said = said_in_secret(await alice.slash(general, "ask", question=QUESTION))
    assert said.startswith("Something went wrong here, not with your question.")
    number = said.removesuffix(")").rpartition(" ")[2]
    (record,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert number in record.getMessage()
    assert record.exc_info
    assert isinstance(record.exc_info[1], ZeroDivisionError)
    assert "between us" not in said
    assert QUESTION not in caplog.text
    assert simcord_env.errors


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("POST", "/interactions/*/callback", 10062),
        ("PATCH", "/webhooks/*/messages/@original", 50027),
        ("PATCH", "/webhooks/*/messages/@original", 10015),
    ],
)
async def test_an_interaction_that_has_expired_is_a_line_in_the_log(
    simcord_env: Env,
    alice: MemberActor,
    general: ChannelHandle,
    caplog: pytest.LogCaptureFixture,
    method: str,
    path: str,
    code: int,
) -> None:
    simcord_env.inject_error(method, path, status=404, code=code, times=None)
    await alice.slash(general, "ask", question=QUESTION)
    assert f"/ask came too late for Discord (code {code})" in caplog.text
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert simcord_env.errors


async def test_a_channel_that_the_bot_may_not_write_in_is_explained(
    simcord_env: Env, alice: MemberActor, general: ChannelHandle
) -> None:
    simcord_env.inject_error("PATCH", "/webhooks/*/messages/@original", status=403, code=50013)
    result = await alice.slash(general, "ask", question=QUESTION)
    assert said_in_secret(result).startswith("Discord doesn't let me do that in this channel")
    assert simcord_env.errors


async def test_who_asks_too_often_is_told_when_to_come_back(
    simcord_env: Env, alice: MemberActor, general: ChannelHandle, shelf: Shelf
) -> None:
    bob = alice.guild.add_member(simcord_env.create_user("bob"))
    for _ in range(4):
        await alice.slash(general, "ask", question=QUESTION)
    refused = await alice.slash(general, "ask", question=QUESTION)
    assert said_in_secret(refused).startswith("One moment: you can ask again in ")
    assert len(shelf.asked) == 4
    assert simcord_env.errors
    assert only_embed(await bob.slash(general, "ask", question=QUESTION))

    await simcord_env.advance_time(31)
    assert only_embed(await alice.slash(general, "ask", question=QUESTION))


async def test_in_private_messages_only_shared_shows_are_seen(simcord_env: Env, shelf: Shelf) -> None:
    user = simcord_env.create_user("carol")
    result = await user.slash("ask", question=QUESTION)
    assert LINK in (only_embed(result).description or "")
    assert shelf.asked == [(QUESTION, Scope(guild=None))]


async def test_each_server_asks_its_own_library(simcord_env: Env, shelf: Shelf) -> None:
    for name in ("one", "two"):
        guild = simcord_env.create_guild(name)
        channel = guild.create_text_channel("general")
        await guild.add_member(simcord_env.create_user(name)).slash(channel, "ask", question=QUESTION)
        assert shelf.asked[-1] == (QUESTION, Scope(guild=guild.id))


async def test_nothing_the_bot_sends_can_ping_anybody(
    simcord_env: Env, alice: MemberActor, general: ChannelHandle, shelf: Shelf
) -> None:
    shelf.seconds = 0.05
    result = await alice.slash(general, "ask", question="@everyone what?")
    assert result.response
    await alice.click(result.response, label="Read in context")
    shelf.answer = NotFoundError("There is no @everyone.")
    assert (
        said_in_secret(await alice.slash(general, "ask", question=QUESTION)) == "There is no @\u200beveryone."
    )
    assert simcord_env.errors

    said = [body for body in bodies(simcord_env) if body.get("embeds") or body.get("content")]
    assert len(said) >= 5
    assert all(body["allowed_mentions"] == {"parse": []} for body in said)


@pytest.mark.parametrize(("question", "limit"), [("ab", "at least 3"), ("a" * 501, "at most 500")])
async def test_questions_too_short_or_too_long_are_refused_by_discord(
    alice: MemberActor, general: ChannelHandle, question: str, limit: str
) -> None:
    with pytest.raises(OptionError, match=limit):
        await alice.slash(general, "ask", question=question)
