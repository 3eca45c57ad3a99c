"""An app that only its user has installed shows the shared shows, and nothing of the server it is used in."""

from pathlib import Path
from shutil import copytree

import pytest

from retrieval.models import Details
from tests.bot.process.bot_process import BotProcess
from tests.bot.process.conftest import indexed
from tests.discord_server import DiscordServer, GuildHandle, MemberHandle, Message, RefusedError

pytestmark = pytest.mark.asyncio(loop_scope="module")

FRIDGE = "Why is the fridge a bad place for bread?"
KEY = "Where is the spare key to the boathouse kept?"
SECRET = "The spare key to the boathouse is kept inside the hollow oar above the door."


@pytest.fixture(scope="module")
def theirs(discord: DiscordServer) -> GuildHandle:
    """A server that had shows of its own and has removed the bot."""
    guild = discord.guild("Theirs")
    guild.guild.has_bot = False
    return guild


@pytest.fixture(scope="module")
def home(indexed_sample: Path, theirs: GuildHandle, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("library")
    transcript = folder / "boathouse.srt"
    transcript.write_text(f"1\n00:00:05,000 --> 00:00:11,000\n{SECRET}\n", encoding="utf-8")
    details = Details(show="House rules", title="About the boathouse", episode="boathouse")
    return indexed(Path(copytree(indexed_sample, folder / "home")), [(transcript, details)], theirs.id)


@pytest.fixture
def ada(theirs: GuildHandle) -> MemberHandle:
    ada = theirs.member("ada")
    ada.user.has_app = True
    return ada


def shown(message: Message) -> bool:
    return bool(message.embeds) and not message.text.endswith("…")


async def test_it_answers_from_shared_shows_alone(bot: BotProcess, ada: MemberHandle) -> None:
    message = await (await ada.slash("ask", question=FRIDGE)).original(shown)
    assert "worst place for bread" in message.text
    assert "Continue in a thread" not in [button["label"] for button in message.buttons]
    assert "hollow oar" not in (await (await ada.slash("ask", question=KEY)).original(shown)).text
    assert "boathouse" not in str(await ada.autocomplete("ask", "episode", "boathouse")).lower()
    assert "rules" not in str(await ada.autocomplete("ask", "show", "House")).lower()
    context = await (await ada.click(message, "Read [1]")).original()
    assert "Josip Varga" in context.text


async def test_its_menu_works_and_its_moderators_commands_are_not_offered(
    bot: BotProcess, ada: MemberHandle
) -> None:
    message = await (await ada.menu("Ask the podcasts about this", ada.say(FRIDGE))).original(shown)
    assert "worst place for bread" in message.text
    with pytest.raises(RefusedError):
        await ada.slash("library status")


async def test_nobody_else_is_offered_anything(bot: BotProcess, theirs: GuildHandle) -> None:
    with pytest.raises(RefusedError):
        await theirs.member("bob").slash("ask", question=FRIDGE)
