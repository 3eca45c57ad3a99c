"""The bot in a simulated Discord."""

import pytest
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle
from simcord.env import Env

from bot.client import Podcite
from tests.bot.fake_library import FakeLibrary


@pytest.fixture
def library() -> FakeLibrary:
    return FakeLibrary()


@pytest.fixture
def simcord_bot(library: FakeLibrary) -> Podcite:
    return Podcite(library=library, pace=0.0)


@pytest.fixture
def general(simcord_env: Env) -> ChannelHandle:
    return simcord_env.create_guild().create_text_channel("general")


@pytest.fixture
def alice(simcord_env: Env, general: ChannelHandle) -> MemberActor:
    return simcord_env.guild.add_member(simcord_env.create_user("alice"))
