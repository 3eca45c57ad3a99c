"""`/ask` when something goes wrong: one sentence for the one who asked, and the bot goes on."""

import logging

import pytest
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle
from simcord.env import Env

from bot.errors import MODEL_FAILED
from retrieval.errors import ModelError, NotFoundError
from retrieval.models import Scope
from tests.bot.fake_library import FakeLibrary
from tests.bot.responses import only_embed, private_reply
from tests.bot.samples import ANSWERED

QUESTION = "What does the bridle do?"


@pytest.mark.parametrize(
    "error",
    [
        NotFoundError("There is no episode 'kit' here; did you mean 'kites'?"),
    ],
)
async def test_a_domain_error_is_one_sentence_for_the_one_who_asked(
    simcord_env: Env, alice: MemberActor, general: ChannelHandle, library: FakeLibrary, error: Exception
) -> None:
    library.answer = error
    result = await alice.slash(general, "ask", question=QUESTION)
    assert private_reply(result) == str(error)
    assert simcord_env.errors


async def test_an_error_after_half_an_answer_takes_the_half_back(
    simcord_env: Env,
    alice: MemberActor,
    general: ChannelHandle,
    library: FakeLibrary,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def breaks(
        question: str, scope: Scope, *, history: object = (), on_sentence: object = None
    ) -> None:
        assert callable(on_sentence)
        await on_sentence(ANSWERED.sentences[0])
        raise ModelError("The model can't be reached.")

    monkeypatch.setattr(library, "ask", breaks)
    assert private_reply(await alice.slash(general, "ask", question=QUESTION)).startswith(MODEL_FAILED)
    assert simcord_env.errors


async def test_of_a_model_that_fails_members_read_an_id_and_operators_the_reason(
    simcord_env: Env,
    alice: MemberActor,
    general: ChannelHandle,
    library: FakeLibrary,
    caplog: pytest.LogCaptureFixture,
) -> None:
    library.answer = ModelError("The server at lab.example refuses the key; check OPENAI_API_KEY (HTTP 401).")
    said = private_reply(await alice.slash(general, "ask", question=QUESTION))
    assert said.startswith(MODEL_FAILED)
    sentences, _, error_id = said.rpartition(" ")
    for secret in ("lab.example", "OPENAI_API_KEY", "401"):
        assert secret not in sentences  # the id may be any number
        assert secret in caplog.text
    assert error_id in caplog.text
    assert simcord_env.errors


async def test_a_model_that_never_answers_is_given_up_before_discord_does(
    simcord_env: Env, alice: MemberActor, general: ChannelHandle, library: FakeLibrary
) -> None:
    library.delay = 3600.0
    result = await alice.slash(general, "ask", question=QUESTION)
    await simcord_env.advance_time(14 * 60 + 1)
    assert private_reply(result) == "The answer took too long; please ask again later."
    assert simcord_env.errors


async def test_an_unforeseen_error_has_an_id_that_the_log_has_too(
    simcord_env: Env,
    alice: MemberActor,
    general: ChannelHandle,
    library: FakeLibrary,
    caplog: pytest.LogCaptureFixture,
) -> None:
    library.answer = ZeroDivisionError("between us")
    said = private_reply(await alice.slash(general, "ask", question=QUESTION))
    assert said.startswith("Something went wrong on my side")
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
    for _ in ("while the episodes are searched", "with the answer"):
        simcord_env.inject_error("PATCH", "/webhooks/*/messages/@original", status=403, code=50013)
    result = await alice.slash(general, "ask", question=QUESTION)
    assert private_reply(result).startswith("Discord doesn't let me do that in this channel")
    assert simcord_env.errors


async def test_who_asks_too_often_is_told_when_to_come_back(
    simcord_env: Env, alice: MemberActor, general: ChannelHandle, library: FakeLibrary
) -> None:
    bob = alice.guild.add_member(simcord_env.create_user("bob"))
    for _ in range(4):
        await alice.slash(general, "ask", question=QUESTION)
    refused = await alice.slash(general, "ask", question=QUESTION)
    assert private_reply(refused).startswith("One moment: you can ask again in ")
    assert len(library.asked) == 4
    assert simcord_env.errors
    assert only_embed(await bob.slash(general, "ask", question=QUESTION))

    await simcord_env.advance_time(31)
    assert only_embed(await alice.slash(general, "ask", question=QUESTION))
