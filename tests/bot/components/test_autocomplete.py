"""What is suggested while people type: within Discord's limits, and only what they may see."""

from dataclasses import replace

import pytest
from hypothesis import given
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle
from simcord.env import Env

from bot.components.autocomplete import episode_choices
from retrieval.errors import LibraryError
from retrieval.models import Episode, Show
from tests.bot.fake_library import FakeLibrary
from tests.bot.samples import EPISODE, SHOW
from tests.bot.ui.test_discord_text import words


@pytest.mark.slow
@given(words, words)
def test_choices_keep_discords_limits(id_: str, title: str) -> None:
    choices = episode_choices([replace(EPISODE, id=id_, title=title)])
    assert [choice.value for choice in choices] == ([id_] if 1 <= units(id_) <= 100 else [])
    assert all(1 <= units(choice.name) <= 100 for choice in choices)


def units(text: str) -> int:
    """How long Discord takes a text to be."""
    return len(text.encode("utf-16-le")) // 2


@pytest.mark.slow
async def test_discord_is_offered_names_with_dates_and_ids_as_values(
    alice: MemberActor, general: ChannelHandle
) -> None:
    offered = await alice.autocomplete(general, "ask", "episode", "kits")
    assert offered == [{"name": "Kites over the salt pans · 2024-05-06 · kites", "value": "kites"}]


async def test_a_library_that_fails_offers_nothing(
    alice: MemberActor, general: ChannelHandle, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(scope: object) -> list[Episode]:
        raise LibraryError("The index is locked.")

    monkeypatch.setattr(library, "episodes", fails)
    assert await alice.autocomplete(general, "ask", "episode", "kites") == []


async def test_a_servers_own_episodes_are_offered_there_only(simcord_env: Env, library: FakeLibrary) -> None:
    offered = {}
    here, there = (simcord_env.create_guild(name) for name in ("here", "there"))
    own = replace(EPISODE, key=2, id="own", title="Ours alone", show=Show(2, "ours", "Ours", here.id))
    library.stored_episodes = (EPISODE, own)
    for guild in (here, there):
        channel = guild.create_text_channel("general")
        member = guild.add_member(simcord_env.create_user(guild.name))
        found = await member.autocomplete(channel, "ask", "episode", "")
        offered[guild.name] = [choice["value"] for choice in found]
    assert offered == {"here": ["kites", "own"], "there": ["kites"]}
    carol = simcord_env.create_user("carol")
    assert [choice["value"] for choice in await carol.autocomplete("ask", "episode", "")] == [EPISODE.id]
    assert SHOW.guild is None
