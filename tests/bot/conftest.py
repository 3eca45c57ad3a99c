"""The bot in a simulated Discord."""

from collections.abc import Iterator

import pytest
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle
from simcord.env import Env

from bot.client import Podcite
from tests.bot.fake_library import FakeLibrary

STARTING_SECONDS = (5.0, 60.0)
"""How long the simulated Discord waits for the bot to start, and how long a busy machine may take."""


@pytest.fixture(scope="session", autouse=True)
def _patient_start() -> Iterator[None]:
    validate = Env._validate_timeout

    def patient(value: float, name: str) -> float:
        seconds = validate(value, name)
        return STARTING_SECONDS[1] if (name, seconds) == ("timeout", STARTING_SECONDS[0]) else seconds

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Env, "_validate_timeout", staticmethod(patient))
        yield


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
