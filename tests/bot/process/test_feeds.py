"""Moderators let their server follow podcasts, against the real process and a podcast on loopback."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from discord import Permissions

from tests.bot.process.all_commands import heard
from tests.bot.process.bot_process import BotProcess
from tests.bot.process.podcasts import Podcast
from tests.bot.process.test_moderation import asked, job, moderator, over, told
from tests.discord_server import DiscordServer, GuildHandle, MemberHandle, Upload

pytestmark = pytest.mark.asyncio(loop_scope="module")

OPML = '<opml version="2.0"><body><outline text="Harbour" type="rss" xmlUrl="{}"/></body></opml>'


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def podcast() -> AsyncIterator[Podcast]:
    async with Podcast() as podcast:
        podcast.episodes += [
            ("On pilots", "A pilot comes aboard outside the bar and knows every stone of it."),
            ("On tugs", "Three tugs turn a tanker where the river is narrower than she is long."),
        ]
        yield podcast


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def slow() -> AsyncIterator[Podcast]:
    async with Podcast("Slow Talk") as podcast:
        podcast.episodes.append(("On snails", "A snail crosses the towpath in about a quarter of an hour."))
        yield podcast


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(
    discord: DiscordServer,
    home: Path,
    podcast: Podcast,
    slow: Podcast,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[BotProcess]:
    process = BotProcess(
        discord,
        home,
        tmp_path_factory.mktemp("bot"),
        PODCITE_TRUSTED_HOSTS=f"{podcast.host},{slow.host}",
        PODCITE_SERVERS_TRUST_HOSTS="true",
        PODCITE_POLL_SECONDS="1",
    )
    try:
        yield await process.start_ready()
        assert await process.stop() == 0, process.log
    finally:
        await process.kill()


async def test_a_followed_podcast_is_indexed_and_what_is_new_is_announced(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle, podcast: Podcast
) -> None:
    mia, ada = moderator(guild), guild.member("ada")
    news = guild.channel("news")
    await told(mia, "settings", announce=news)
    reply = await mia.slash("library feed add", url=podcast.url)
    text = (await reply.original(over)).text
    assert text.count("added **") == 2
    answer = await (await ada.slash("ask", question="Who comes aboard outside the bar?")).original(asked)
    assert "A pilot comes aboard" in answer.text
    assert not news.messages, "what was there before is no news"
    assert "already follows" in await heard(discord, await mia.slash("library feed add", url=podcast.url))

    podcast.episodes.append(("On buoys", "A buoy that drifts is worse than none, because ships believe it."))
    (feed,) = await mia.autocomplete("library feed pause", "feed", "harb")
    assert "no longer check it" in await heard(
        discord, await mia.slash("library feed pause", feed=feed["value"])
    )
    assert "paused" in await heard(discord, await mia.slash("library feed list"))
    await mia.slash("library feed resume", feed=feed["value"])
    (message,) = await discord.watch.until(lambda: list(news.messages.values()), "an announcement")
    assert "On buoys" in message.text
    clicked = await ada.at(news).click(message, "Summary")
    assert (
        "buoy"
        in (await clicked.original(lambda shown: bool(shown.embeds) and "reading" not in shown.text)).text
    )

    removed = await heard(discord, await mia.slash("library feed remove", feed=feed["value"]))
    assert "its episodes stay" in removed
    assert "doesn't follow any podcast" in await heard(discord, await mia.slash("library feed list"))
    assert "followed the feed of Harbour Talk" in await told(mia, "log")


async def test_feeds_may_come_as_a_list_and_transcripts_as_links(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle, podcast: Podcast
) -> None:
    mia = moderator(guild)
    listed = Upload("podcasts.opml", OPML.format(podcast.url).encode())
    imported = await mia.slash("library feed import", file=listed)
    await imported.original(lambda shown: "Following **Harbour Talk**" in shown.text)
    await discord.watch.until(lambda: "/1.srt" in podcast.asked, "the transcripts to be fetched")

    reply = await mia.slash("library add", link=f"{podcast.base}/0.srt")
    form = await mia.click(await reply.original(asked), "Fill in")
    await mia.submit(form, {"Show": "By link", "Title": "Tugs"})
    assert "added **" in (await reply.original(over)).text
    assert "unchanged" in await job(mia, "reindex", show="by-link")


async def test_announcements_wait_for_a_channel_that_was_closed_and_the_status_says_so(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle, podcast: Podcast
) -> None:
    mia = moderator(guild)
    news = guild.channel("news")
    await told(mia, "settings", announce=news)
    await (await mia.slash("library feed add", url=podcast.url)).original(over)
    guild.deny_bot(news, Permissions(send_messages=True))
    podcast.episodes.append(("On bells", "A bell buoy is rung by the sea itself, and loudest in a gale."))
    await again(discord, mia, "harb")
    await discord.watch.until(lambda: "announcements of server" in bot.log, "an announcement that waits")
    status = await told(mia, "status")
    assert "1 announcement is waiting" in status
    assert f"I don't have the permission Send Messages in <#{news.id}>" in status
    assert not news.messages

    await bot.kill()
    await bot.start_ready()
    guild.deny_bot(news)
    (message,) = await discord.watch.until(lambda: list(news.messages.values()), "the announcement")
    assert "On bells" in message.text
    assert "waiting" not in await told(mia, "status")


INSIDE = (
    "http://127.0.0.1:1/feed.xml",
    "https://127.0.0.1/feed.xml",
    "https://[::ffff:169.254.169.254]/latest",
    "file:///etc/passwd",
)


@pytest.mark.parametrize("url", INSIDE)
async def test_addresses_inside_the_hosts_network_are_not_fetched(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle, url: str
) -> None:
    mia = moderator(guild)
    for command, option in (("library feed add", "url"), ("library add", "link")):
        text = await heard(discord, await mia.slash(command, **{option: url}))
        assert any(words in text for words in ("https", "public")), text
    assert "doesn't follow any podcast" in await heard(discord, await mia.slash("library feed list"))


async def test_no_server_waits_for_anothers_podcast_and_no_news_is_lost_by_a_restart(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle, podcast: Podcast, slow: Podcast
) -> None:
    mia, rex = moderator(guild), moderator(discord.guild("Red"), "rex")
    news = guild.channel("news")
    await told(mia, "settings", announce=news)
    for who, url in ((mia, podcast.url), (rex, slow.url)):
        await (await who.slash("library feed add", url=url)).original(over)

    slow.hold()
    slow.episodes.append(("On silence", "Nobody in this episode ever says anything at all."))
    await again(discord, rex, "slow")
    await discord.watch.until(lambda: slow.held in slow.asked, "the podcast that never answers")
    podcast.episodes.append(("On anchors", "An anchor holds by its chain, which lies heavy on the ground."))
    await again(discord, mia, "harb")
    await discord.watch.until(lambda: news.messages, "an announcement")

    podcast.hold()
    podcast.episodes += [
        ("On leads", "A lead armed with tallow brings up a little of the sea bed."),
        ("On foghorns", "A foghorn is heard two miles off on a still morning."),
    ]
    await again(discord, mia, "harb")
    await discord.watch.until(lambda: podcast.held in podcast.asked, "the transcript that is held back")
    assert await bot.stop() == 0
    podcast.release()
    slow.release()
    await bot.start_ready()
    await discord.watch.until(lambda: len(news.messages) == 3, "both announcements")
    titles = sorted(message.text for message in news.messages.values())
    assert [word for word in ("anchors", "foghorns", "leads") if any(word in text for text in titles)] == [
        "anchors",
        "foghorns",
        "leads",
    ]


async def again(discord: DiscordServer, who: MemberHandle, feed: str) -> None:
    """Have a podcast checked now."""
    (found,) = await who.autocomplete("library feed pause", "feed", feed)
    for command in ("pause", "resume"):
        await heard(discord, await who.slash(f"library feed {command}", feed=found["value"]))
