"""Make what later versions must know, a data folder and messages: python -m tests.recorded.make_data_folder

The real process fills the folder, while people in a loopback Discord ask, turn pages, add an episode of
their own and follow a podcast. The messages that it sends are kept with their buttons, and what pressing
them shows.
"""

import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path

from discord import Permissions

from tests.bot.process.bot_process import FreshBotProcess
from tests.bot.process.podcasts import Podcast
from tests.discord_server import DiscordServer, GuildHandle, Message, Upload
from tests.recorded.data_folder import archive
from tests.recorded.libraries import index_sample
from tests.recorded.old_messages import GUILD, JOB, Kept, OldMessage, Pressed, press
from tests.recorded.program import SAMPLE_FOLDER

QUESTIONS = (
    {"question": "What causes the tides?"},
    {"question": "Why is the fridge a bad place for bread?", "episode": "bread"},
    {"question": "Who won the football world cup in 1974?"},
)
PAGES: tuple[tuple[str, dict[str, str]], ...] = (
    *(("ask", options) for options in QUESTIONS),
    *(("summary", {"episode": episode}) for episode in ("tides", "lighthouses", "bread")),
    ("summary", {"episode": "bread", "topic": "2"}),
    ("clips", {"episode": "tides"}),
    ("questions", {"episode": "bread"}),
    ("related", {"episode": "bread"}),
    ("transcript", {"episode": "lighthouses", "at": "2"}),
    ("search", {"query": "stale bread"}),
    ("episodes", {}),
)
ONWARD = ("Next →", "Older →")
KILN = "1\n00:00:01,000 --> 00:00:09,000\nOrla Finn: A kiln is fired slowly, because wet clay bursts.\n"
PILOTS = tuple(
    (f"Harbour evening {n}", f"The pilot counted {n} buoys on her way out and {n + 2} on her way home.")
    for n in range(1, 7)
)


def pressable(message: Message) -> bool:
    return bool(message.buttons)


def ended(message: Message) -> bool:
    return "Added: " in message.text or "Indexed: " in message.text


def differs_from(text: str) -> Callable[[Message], bool]:
    """Whether a message shows something, and something else than this."""
    return lambda message: message.text not in ("", text)


class Recording:
    """A guild's people, and the messages that they have been sent."""

    def __init__(self, server: DiscordServer, guild: GuildHandle) -> None:
        self.server, self.guild = server, guild
        self.mia = guild.member("mia", Permissions(manage_guild=True))
        self.ada = guild.member("ada")
        self.messages: list[OldMessage] = []

    def keep(self, command: str, message: Message) -> None:
        """Keep every set of buttons that the message has had and that isn't kept yet."""
        known = [kept.custom_ids for kept in self.messages]
        self.messages.extend(
            each for each in OldMessage.all_of(command, message) if each.custom_ids not in known
        )

    async def turn_pages(self) -> None:
        """Run every command that shows a page, and turn the page; of answers also what they cite."""
        for command, options in PAGES:
            reply = await self.ada.slash(command, **options)
            message = await reply.original(pressable)
            await self._turn(f"/{command}", message)
            if command == "ask":
                cited = await self.ada.click(message, "Read in context")
                await self._turn("Read in context", await cited.original(lambda shown: bool(shown.embeds)))

    async def _turn(self, command: str, message: Message) -> None:
        """Keep the message, and again after its page was turned, if it can be."""
        self.keep(command, message)
        onward = [each for each in message.buttons if each["label"] in ONWARD and not each.get("disabled")]
        for button in onward:
            changed = differs_from(message.text)
            turned = await self.ada.click(message, button["custom_id"])
            await turned.original(changed)
            self.keep(command, message)

    async def add_own_episode(self, name: str, said: str, show: str | None) -> None:
        """Upload a transcript of the guild's own; with a show it is indexed, else it waits for one."""
        reply = await self.mia.slash("library add", file=Upload(name, said.encode()))
        message = await reply.original(pressable)
        if show:
            form = await self.mia.click(message, "Fill in")
            await self.mia.submit(form, {"Show": show})
            await reply.original(ended)
        self.keep("/library add", message)

    async def follow(self, podcast: Podcast) -> None:
        """Follow a podcast, and wait until a new episode of it is announced."""
        news = self.guild.channel("news")
        await self.mia.slash("library settings", announce=news, questions=100, seconds=1)
        reply = await self.mia.slash("library feed add", url=podcast.url)
        self.keep("/library feed add", await reply.original(ended))
        podcast.episodes.append(("On buoys", "A buoy that drifts is worse than none."))
        (feed,) = await self.mia.autocomplete("library feed pause", "feed", "harb")
        await self.mia.slash("library feed pause", feed=feed["value"])
        await self.mia.slash("library feed resume", feed=feed["value"])
        (announced,) = await self.server.watch.until(lambda: list(news.messages.values()), "the announcement")
        self.keep("an announcement", announced)

    async def ask_for_removal(self) -> None:
        message = await (await self.mia.slash("library remove", episode="clay-12")).original(pressable)
        self.keep("/library remove", message)

    async def press_all(self) -> Kept:
        """Everything, with what a member sees who presses it; the buttons of long work are left alone."""
        kept, pressed = Kept(self.messages, []), []
        for custom_id in kept.ids_of(""):
            if not custom_id.startswith(JOB):
                message = kept.message_with(custom_id).post(self.server, self.guild)
                shows = await press(self.server, self.ada, message, custom_id)
                pressed.append(Pressed(custom_id, shows))
        return Kept(self.messages, pressed)


async def record(home: Path, place: Path) -> Kept:
    """Let people use the library in `home`, and gives what they have met."""
    bread = (SAMPLE_FOLDER / "bread.md").read_text(encoding="utf-8").replace("Josip", "Ante")
    async with DiscordServer(patience=60) as server, Podcast(episodes=list(PILOTS)) as podcast:
        server.answer_seconds = 10
        trusted = {
            "PODCITE_SERVERS_TRUST_HOSTS": "true",
            "PODCITE_TRUSTED_HOSTS": podcast.host,
            "PODCITE_POLL_SECONDS": "1",
        }
        process = FreshBotProcess(server, home, place, **trusted)
        recording = Recording(server, server.guild(number=GUILD))
        try:
            await process.start_ready()
            await recording.follow(podcast)
            await recording.add_own_episode("12 - On firing.srt", KILN, "Clay")
            await recording.add_own_episode("Bread of ours.md", bread, "Our own")
            await recording.turn_pages()
            await recording.add_own_episode("13 - On glazes.srt", KILN, None)
            await recording.ask_for_removal()
            kept = await recording.press_all()
            assert await process.stop() == 0, process.log
        finally:
            await process.kill()
        server.assert_clean()
    return kept


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        home.mkdir()
        index_sample(home)
        kept = asyncio.run(record(home, Path(folder) / "bot"))
        archive(home)
        kept.write()


if __name__ == "__main__":
    main()
