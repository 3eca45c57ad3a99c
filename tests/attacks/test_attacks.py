"""Nothing that strangers write leaks, pings, links, or makes the bot cite what it hasn't found."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from itertools import chain
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from bot.components.answer_view import answer_view
from bot.ui.announcement_embeds import announcement
from bot.ui.answer_embeds import answer_embeds, unfinished_answer
from bot.ui.feed_embeds import feeds_embed
from bot.ui.reply_embeds import text_embed
from bot.web.app import create_app
from bot.web.episode_view import load_view
from bot.web.site import Site
from retrieval.library import Library
from retrieval.models import Answer, Scope, Turn
from retrieval.models.feedback import Feedback
from retrieval.models.feeds import UnfinishedItem
from tests.attacks.bakery import GUILD, episode_of, fill, obeying, opened, tags
from tests.attacks.table import ATTACKS, HIDDEN, HONEST, KEY, LINK, PROMPT, Attack
from tests.bot.ui.markdown import live
from tests.retrieval.openai_server import OpenAIServer, openai_server

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

QUESTION = "How long does rye bread keep?"
DISLIKED = Feedback(GUILD, 1, 1, "bad", "", "voter")
ON_THE_SITE = ("transcript", "title", "show", "speaker", "guest", "file", "feed")
OF_THE_FEED = re.compile(r"https://audio\.example/\d\.mp3")
OWN_COMMAND = re.compile("`/ask episode:[a-z0-9-]+`")
INVISIBLE = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")
OWN_KINDS = {"bold", "link", "quote"}
ONLY_ON_THE_SITE = re.compile(r"<script>alert|<img src=x|=[\"']\s*javascript:|\"><script")
FOREIGN_LINK = re.compile(r"""(?:href|src)=["'](?:https?:)?//[^/"']*(?:evil|zip|\.ru|discord)""")
numbered = pytest.mark.parametrize(
    "number", range(len(ATTACKS)), ids=[f"{each.place}: {each.why}" for each in ATTACKS]
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("attacks")
    asyncio.run(fill(folder))
    return folder


@pytest.fixture(scope="module")
def chat_server() -> Iterator[OpenAIServer]:
    with openai_server() as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def quoting(home: Path) -> AsyncIterator[Library]:
    library = opened(home)
    yield library
    await library.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def writing(home: Path, chat_server: OpenAIServer) -> AsyncIterator[Library]:
    library = opened(home, chat_server.url)
    yield library
    await library.close()


async def test_there_are_sixty_different_attacks() -> None:
    assert len({each.text for each in ATTACKS}) == len(ATTACKS) >= 60
    assert len({each.why for each in ATTACKS}) == len(ATTACKS)


@numbered
async def test_an_answer_in_discord_is_harmless(
    writing: Library, quoting: Library, chat_server: OpenAIServer, number: int
) -> None:
    attack = ATTACKS[number]
    chat_server.replies, chat_server.requests = [(200, obeying(attack.text))], []
    question = attack.text if attack.place == "question" else QUESTION
    for library in (writing, quoting):
        await library.guilds.answers.record_feedback(DISLIKED, question)  # so no kept answer is given again
        scope = Scope(GUILD, episode=await episode_of(library, number))
        history = [Turn(QUESTION, attack.text)] if attack.place == "history" else []
        answer = await library.ask(question, scope, history=history)
        assert_harmless(answer, attack)
        await assert_cites_what_is_there(library, answer, scope)
        if library is writing and answer.kind == "talk":
            assert any("<passages" in str(request["messages"]) for request in chat_server.requests)
            assert any(HONEST in sentence.text.casefold() for sentence in answer.sentences)
        else:
            assert answer.kind == "talk" or attack.place == "question", "orders to the bot are declined"
    for request in chat_server.requests:
        assert_prompt_is_sealed(request)


def assert_harmless(answer: Answer, attack: Attack) -> None:
    """Nothing of the whole message leaks, pings or links elsewhere than to the recording."""
    embeds = [
        *answer_embeds(answer),
        text_embed(answer),
    ]
    if answer.sentences:
        embeds.append(unfinished_answer(answer.question, answer.sentences))
    for embed in embeds:
        assert_no_live_markup(embed.to_dict())
    whole = str([embed.to_dict() for embed in embeds])
    if view := answer_view(answer):
        whole += str(view.to_components())
    assert KEY not in whole
    assert PROMPT not in whole
    assert HIDDEN not in whole.replace(answer.question, "").casefold()
    assert not INVISIBLE.search(whole)


def assert_no_live_markup(shown: Mapping[str, Any]) -> None:
    """An embed has no markup but the bot's own, and no link but to the recordings."""
    marked = [shown.get("title", ""), shown.get("description", "")]
    marked += chain.from_iterable((each["name"], each["value"]) for each in shown.get("fields", []))
    for text in marked:
        kinds = [node for node in live(text) if node.kind not in OWN_KINDS]
        assert all(OWN_COMMAND.fullmatch(node.text) for node in kinds), (kinds, text)
        links = {node.target.partition("#")[0] for node in live(text) if node.kind == "link"}
        assert all(each == LINK or OF_THE_FEED.fullmatch(each) for each in links), links
        assert not re.search(r"@(?:everyone|here)|<@[!&]?\d", text)
    assert not INVISIBLE.search(str(shown))


async def assert_cites_what_is_there(library: Library, answer: Answer, scope: Scope) -> None:
    assert answer.status == "answered" or answer.nearest or answer.kind == "other"
    _, segments = await library.transcript(scope)
    texts = {segment.number: segment.text for segment in segments}
    for citation in (*chain.from_iterable(each.citations for each in answer.sentences), *answer.nearest):
        assert citation.episode.id == scope.episode
        assert citation.quote in texts[citation.segment]
    for sentence in answer.sentences:
        assert sentence.citations


def assert_prompt_is_sealed(request: dict[str, Any]) -> None:
    """What strangers wrote stands between one pair of tags, and numbers no passage of its own."""
    assert KEY not in str(request["messages"])
    rules, prompt = (message["content"] for message in request["messages"])
    assert HIDDEN not in rules
    opening, closing = tags(prompt)
    assert closing == opening.replace("<", "</")
    before, data, _ = re.split(rf"^{re.escape(opening)}$|^{re.escape(closing)}$", prompt, flags=re.MULTILINE)
    assert not before.strip()
    if "<passages" in opening:
        assert HIDDEN not in data
        found = [int(n) for n in re.findall(r"\[(\d+)\]", data)]
        assert found == list(range(1, len(found) + 1))


async def test_lists_of_feeds_and_announcements_are_harmless(quoting: Library) -> None:
    (feed,) = await quoting.feeds.for_guild(None)
    feed = replace(feed, last_polled=None)  # shown as Discord's own markup for a time
    unfinished = UnfinishedItem("", None, 1, datetime.now(UTC))
    shown = [feeds_embed([feed])]
    shown += [announcement(episode) for episode in await quoting.episodes(Scope())]
    for attack in ATTACKS:
        hostile = replace(feed, show=attack.text, reason=attack.text)
        items = {feed.id: [replace(unfinished, title=attack.text, reason=attack.text)]}
        shown.append(feeds_embed([hostile], items))
    for embed in shown:
        assert_no_live_markup(embed.to_dict())


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def visitor(quoting: Library) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(quoting, Site("https://podcasts.example", transcripts=True, requests=0))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="https://podcasts.example"
    ) as client:
        yield client


async def test_the_lists_of_all_episodes_and_shows_are_harmless(visitor: httpx.AsyncClient) -> None:
    for start in ("/", "/shows"):
        path: str | None = start
        while path:
            page = (await visitor.get(path)).text
            assert_page_is_harmless(page)
            following = re.search(r'<a rel="next" href="([^"]+)"', page)
            path = unescape(following[1]) if following else None


@pytest.mark.parametrize("number", [n for n, each in enumerate(ATTACKS) if each.place in ON_THE_SITE])
async def test_a_page_of_the_site_is_harmless(
    quoting: Library, visitor: httpx.AsyncClient, number: int
) -> None:
    episode = await episode_of(quoting, number)
    await load_view(quoting, Scope(episode=episode), whole=False)
    for path in (f"/e/{episode}", f"/e/{episode}/1"):
        assert_page_is_harmless((await visitor.get(path)).text)
    page = (await visitor.get("/search", params={"q": ATTACKS[number].text[:200]})).text
    assert not ONLY_ON_THE_SITE.search(page)
    assert HIDDEN not in page


def assert_page_is_harmless(page: str) -> None:
    assert not ONLY_ON_THE_SITE.search(page)
    assert not FOREIGN_LINK.search(page)
    assert HIDDEN not in page
