"""A button turns to its page; an outdated or malformed one has expired, and a bug is reported as a bug."""

import logging
from dataclasses import replace

import pytest
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle
from simcord.env import Env
from simcord.results import ResponseMessage

from bot.components.pages.navigation import EXPIRED, ExpiredPageError, read_numbers
from tests.bot.fake_library import FakeLibrary
from tests.bot.responses import only_embed
from tests.bot.samples import EPISODE


@pytest.fixture
def library() -> FakeLibrary:
    """A library of three pages."""
    episodes = [replace(EPISODE, key=n, id=f"kites-{n}", generation=n) for n in range(1, 20)]
    return FakeLibrary(stored_episodes=episodes)


async def listed(alice: MemberActor, general: ChannelHandle) -> ResponseMessage:
    result = await alice.slash(general, "episodes")
    assert result.response
    return result.response


async def test_a_page_turns_to_the_next(alice: MemberActor, general: ChannelHandle) -> None:
    turned = await alice.click(await listed(alice, general), label="Older →")
    assert only_embed(turned).footer.text == "19 episodes · page 2 of 3"


@pytest.mark.parametrize(
    "custom_id",
    [
        "goto:nothing:1.2",
        "goto:shelf:7",
        "goto:shelf:a.b",
        "goto:shelf:0.-1",
        "goto:topic:1.2.3",
        "goto:topic:99.0",
        "goto:segment:1.43",
        "goto:segment:1.0",
        "goto:hits:zz",
        "goto:hits:0:0:+",
        "goto:hits:0:0:1:2",
    ],
)
async def test_a_malformed_or_outdated_button_has_expired(
    simcord_env: Env, alice: MemberActor, general: ChannelHandle, custom_id: str
) -> None:
    message = await listed(alice, general)
    stored = simcord_env.backend.get_message(message.channel_id, message.id)
    stored.components[0]["components"][1]["custom_id"] = custom_id
    clicked = await alice.click(message, label="Older →")
    (told,) = clicked.followups
    assert told.ephemeral
    assert told.content == EXPIRED


@pytest.mark.parametrize("error", [KeyError("generation"), ValueError("no such number")])
async def test_a_bug_in_a_page_is_reported_as_the_error_it_is(
    alice: MemberActor,
    general: ChannelHandle,
    library: FakeLibrary,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
) -> None:
    message = await listed(alice, general)

    async def fails() -> frozenset[int]:
        raise error

    monkeypatch.setattr(library.stored_pages, "summarized_generations", fails)
    clicked = await alice.click(message, label="Older →")
    (told,) = clicked.followups
    assert told.content.startswith("Something went wrong on my side; your question is fine. (error id ")
    (record,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert record.exc_info
    assert record.exc_info[1] is error


def test_a_state_is_two_numbers() -> None:
    assert read_numbers("17.3") == (17, 3)
    assert read_numbers("17.-1") == (17, -1)
    for malformed in ("", "17", "17.", ".3", "17.3.1", "-1.3", "17.x", "17.\u0663", "9" * 16 + ".1"):
        with pytest.raises(ExpiredPageError):
            read_numbers(malformed)
