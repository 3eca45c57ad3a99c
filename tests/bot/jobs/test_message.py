"""A job's message says in time where the end is told, if the channel can't be written in."""

from typing import Any
from unittest.mock import AsyncMock, Mock

import pytest

from bot.jobs import message
from bot.jobs.message import JobMessage
from bot.ui.colours import SLATE
from bot.ui.lines import embed_of_lines
from retrieval.models.guilds import Actor, Job

JOB = Job(1, "clay", "add", Actor(2, "mia"), channel=3)


def client(*, can_see: bool) -> Any:
    channel = Mock(permissions_for=lambda _: Mock(view_channel=can_see, send_messages=True, embed_links=True))
    return Mock(get_guild=lambda _: Mock(get_channel_or_thread=lambda _: channel))


@pytest.mark.parametrize("can_see", [True, False])
async def test_only_a_message_that_can_not_be_edited_later_says_that_the_job_goes_on(
    monkeypatch: pytest.MonkeyPatch, can_see: bool
) -> None:
    monkeypatch.setattr(message, "TOKEN_SECONDS", 0.0)
    shown = AsyncMock()
    await JobMessage(client(can_see=can_see), Mock(), JOB, shown).hand_over()
    texts = [call.kwargs["embed"].description for call in shown.edit.await_args_list]
    assert len(texts) == (0 if can_see else 1)
    assert all("still running" in text and "private message" in text for text in texts)


def test_names_in_footers_are_cleaned() -> None:
    footer = embed_of_lines("x", ["x"], SLATE, "started by \u202emia\u200b\n@everyone").footer.text
    assert footer == "started by mia @everyone"
