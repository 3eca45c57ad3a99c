"""From a feed, followed with the real command, to the pages of its episodes."""

import html
import json
import re
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from bot.web import preparation
from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.library import Library
from retrieval.models.options import Options
from tests.bot.process.bot_process import podcite
from tests.bot.web.conftest import visitor
from tests.bot.web.test_presentation import red_picture
from tests.retrieval.feeds.feed_server import FEED, FeedServer, serving

OFFSET = 35
"""How much later words are in the recording than in the transcript, in seconds."""
SAID = (
    "The moon pulls the near side of the sea more strongly than the far side, and so there are two tides.",
    "Harbours far up a river have their high water hours after the harbours at its mouth.",
    "A tide table is a promise that somebody calculated a year ago, and the sea keeps it.",
    "When the wind blows from the north for three days, the water stays in the bay and the table is wrong.",
)
CHAPTERS = {
    "version": "1.2.0",
    "chapters": [
        {"startTime": OFFSET, "title": "The moon & the sea"},
        {"startTime": OFFSET + 30, "title": "Rivers"},
    ],
}


def feed(server: FeedServer) -> str:
    return f"""<?xml version="1.0"?>
<rss version="2.0" xmlns:podcast="https://podcastindex.org/namespace/1.0"
 xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel><title>Tidal Talk</title>
<itunes:image href="{server.url("/show.png")}"/><podcast:license>cc-by-4.0</podcast:license>
<podcast:person role="host">Mia Hale</podcast:person>
<item><guid>1</guid><title>Two tides</title><pubDate>Mon, 01 Jun 2026 06:00:00 GMT</pubDate>
<description>Why the sea comes back twice a day.</description>
<podcast:person role="host">Mia Hale</podcast:person><podcast:person role="guest">Tobias Fell</podcast:person>
<podcast:transcript url="{server.url("/1.srt")}" type="application/x-subrip"/>
<podcast:chapters url="{server.url("/1.json")}" type="application/json+chapters"/>
<enclosure url="{server.url("/1.mp3")}" type="audio/mpeg" length="1"/></item></channel></rss>"""


def srt() -> str:
    """A talk of two minutes: fifteen seconds for each of eight cues."""
    return "\n\n".join(
        f"{n + 1}\n00:{n // 4:02}:{n % 4 * 15:02},000 --> 00:{n // 4:02}:{n % 4 * 15 + 14:02},000\n"
        f"Tobias Fell: {SAID[n % 4]} That is what I was told in year {n + 1}."
        for n in range(8)
    )


@pytest.fixture
async def followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[Library, FeedServer]]:
    monkeypatch.setattr(preparation, "WAIT_SECONDS", None)  # so that no test meets a page that is being made
    async with serving() as server:
        server.holds("/feed", feed(server), FEED)
        server.holds("/1.srt", srt())
        server.holds("/1.json", json.dumps(CHAPTERS), "application/json+chapters")
        server.holds("/show.png", red_picture(), "image/png")
        trusted = {"PODCITE_TRUSTED_HOSTS": server.host}
        _, added = await podcite(tmp_path, "feed", "add", server.url("/feed"), **trusted)
        assert "Tidal Talk: added two-tides" in added
        library = Library(Options(tmp_path, embedding_model=DEFAULT_MODEL))
        yield library, server
        await library.close()


@pytest.mark.slow
async def test_what_a_feed_states_is_on_the_page_of_its_episode(
    followed: tuple[Library, FeedServer], tmp_path: Path
) -> None:
    library, server = followed
    async with visitor(library) as browser:
        home = (await browser.get("/")).text
        link = re.search(r'<a class="title" href="(/e/[^"]+)">Two tides', home)
        assert link
        episode = link[1].removeprefix("/e/")
        moved = await podcite(tmp_path, "index", "offset", episode, "audio", "0:00", f"0:{OFFSET}")
        assert moved[0] == 0, moved
        page = (await browser.get(link[1])).text

        assert 'href="/people?name=Tobias+Fell"' in page
        assert 'Hosted by <a href="/people?name=Mia+Hale"' in page
        assert "License: CC BY 4.0" in page
        assert "Why the sea comes back twice a day." in page
        assert f'<audio id="player" controls preload="none" src="{server.url("/1.mp3")}">' in page
        assert page.count("127.0.0.1") == page.count(server.url("/1.mp3"))  # and nothing else leads there

        picture = re.search(r'<img class="artwork" src="([^"]+)"', page)
        assert picture
        with Image.open(BytesIO((await browser.get(picture[1])).content)) as image:
            assert image.format == "JPEG"
        assert f'src="{picture[1]}"' in home

        chapters = page.split('<ol class="chapters">')[1].split("</ol>")[0]
        starts = re.findall(r'data-seek="(\d+)">([\d:]+)</a> <span dir="auto">([^<]*)<', chapters)
        assert [(int(seek), clock, html.unescape(title)) for seek, clock, title in starts] == [
            (OFFSET, "0:00", "The moon & the sea"),
            (OFFSET + 30, "0:30", "Rivers"),
        ]
        described = json.loads(page.split('ld+json">')[1].split("</script>")[0])
        assert described["associatedMedia"]["contentUrl"] == server.url("/1.mp3")

        cited = re.findall(r'data-moment="/e/[^"]*\?t=(\d+)[^"]*"[^>]*data-seek="(\d+)"', page)
        assert cited
        assert all(int(seek) == int(second) + OFFSET for second, seek in cited)
        times = re.findall(r'<a class="time" href="[^"]*" data-seek="(\d+)">\s*(\d+):(\d+)', page)
        assert times
        assert all(int(seek) == 60 * int(minute) + int(second) + OFFSET for seek, minute, second in times)

        show = (await browser.get("/shows/tidal-talk")).text
        assert 'href="/people?name=Tobias+Fell">Tobias Fell <span class="meta">1 episode</span>' in show
        assert 'href="/people?name=Mia+Hale">Mia Hale <span class="meta">1 episode</span>' in show
