"""Nothing that strangers write leaks, pings, links, or makes the bot cite what it hasn't found."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from PIL import ImageDraw

from bot.cli.json_documents import answer_document
from bot.cli.output import format_json
from bot.cli.render.answers import render_answer
from bot.cli.render.library import render_episodes
from bot.cli.render.pages import render_summary
from bot.cli.render.transcripts import render_transcript
from bot.ui.answer_embeds import answer_embeds
from bot.ui.feed_embeds import feeds_embed
from bot.ui.reply_embeds import text_embed
from bot.web.app import create_app
from bot.web.cards import draw_episode, draw_moment
from bot.web.episode_view import load_view
from bot.web.site import Site
from retrieval.answering.citations import cite
from retrieval.library import Library
from retrieval.models import Answer, Scope, Turn
from retrieval.models.feedback import Feedback
from retrieval.models.feeds import UnfinishedItem
from tests.attacks.attack import HIDDEN, HONEST, KEY, PROMPT, Attack
from tests.attacks.bakery import (
    EPISODES,
    FEED_ITEMS,
    GUILD,
    OTHER,
    ObeyingModel,
    episode_of,
    fill,
    opened,
)
from tests.attacks.harmless import (
    ONLY_ON_THE_SITE,
    assert_cites_what_is_there,
    assert_harmless,
    assert_no_hidden_characters,
    assert_no_live_markup,
    assert_page_is_harmless,
    assert_prompt_is_sealed,
    descriptions,
    texts_in,
)
from tests.attacks.surfaces import (
    OF_EPISODES,
    embeds_of,
    hostile,
    searched_for,
    seen_in_discord,
    seen_on_page,
    unnumbered,
    visible,
)
from tests.attacks.table import ATTACKS
from tests.bot.cli.printing import printed
from tests.bot.ui.markdown import shown
from tests.retrieval.openai_server import OpenAIServer, openai_server

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

QUESTION = "How long does rye bread keep?"
DISLIKED = Feedback(GUILD, 1, 1, "bad", "", "voter")
MIN_DRAWN = 20
"""How many visible characters of a title or a show's name a card shows."""
MIN_SEEN = 30
"""How many visible characters of a text even a short list shows."""
BY_EPISODE = [[*numbers.values()] for numbers in EPISODES if numbers] + [[number] for number in FEED_ITEMS]
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


async def test_there_is_something_to_hide(
    writing: Library, quoting: Library, chat_server: OpenAIServer
) -> None:
    own = await quoting.ask("What is the password of the members' forum?", Scope(OTHER))
    assert any(HIDDEN in sentence.text for sentence in own.sentences)
    chat_server.replies, chat_server.requests = [(200, ObeyingModel(""))], []
    await writing.ask("How hot is the oven before dawn?", Scope(GUILD, episode="a0"))
    assert chat_server.keys[-1] == f"Bearer {KEY}"
    assert chat_server.requests[0]["messages"][0]["content"].startswith(PROMPT)


@numbered
async def test_an_answer_in_discord_is_harmless(
    writing: Library, quoting: Library, chat_server: OpenAIServer, number: int
) -> None:
    attack, model = ATTACKS[number], ObeyingModel(ATTACKS[number].text)
    chat_server.replies, chat_server.requests = [(200, model)], []
    question = attack.text if attack.place == "question" else QUESTION
    for library in (writing,) if attack.place == "output" else (writing, quoting):
        await library.guilds.answers.record_feedback(DISLIKED, question)  # so no kept answer is given again
        scope = Scope(GUILD, episode=await episode_of(library, number))
        history = [Turn(QUESTION, attack.text)] if attack.place == "history" else []
        answer = await library.ask(question, scope, history=history)
        assert_harmless(answer, attack)
        await assert_cites_what_is_there(library, answer, scope)
        assert answer.kind == ("other" if attack.declined else "talk")
        await assert_comes_to_light_in_discord(library, answer, attack, scope)
        if library is writing and not attack.declined:
            assert any(HONEST in sentence.text.casefold() for sentence in answer.sentences)
    assert_comes_to_light_at_the_model(attack, model, chat_server.requests)
    for request in chat_server.requests:
        assert_prompt_is_sealed(request)


async def assert_comes_to_light_in_discord(
    library: Library, answer: Answer, attack: Attack, scope: Scope
) -> None:
    """What a reader sees in Discord holds what strangers wrote about an episode, or the question."""
    if attack.place == "question":
        embeds = answer_embeds(answer) if answer.sentences else [text_embed(answer)]
        assert hostile(attack) in visible(shown(embeds[0].title or ""))
    if attack.place in OF_EPISODES:
        embeds = embeds_of(*await library.transcript(scope))
        for embed in embeds:
            assert_no_live_markup(embed.to_dict())
        assert hostile(attack) in seen_in_discord(embeds)
    if attack.place in ("title", "show", "file", "feed"):
        assert hostile(attack) in visible(answer_embeds(answer)[0].author.name or "")


def assert_comes_to_light_at_the_model(
    attack: Attack, model: ObeyingModel, requests: Sequence[dict[str, Any]]
) -> None:
    """The text was in what the model was asked, in its own place there, or was what the model said."""
    prompts = [request["messages"][1]["content"] for request in requests]
    answering = [prompt for prompt in prompts if prompt.startswith("<passages")]
    if attack.declined:
        assert not requests
        return
    (prompt,) = map(visible, answering)
    text = unnumbered(hostile(attack))
    match attack.place:
        case "output":
            assert attack.text in model.said
        case "history":
            (conversation,) = (visible(each) for each in prompts if each.startswith("<conversation"))
            assert f"Answer:{hostile(attack)}</conversation" in conversation
        case "question":
            assert prompt.endswith(f"Question:{hostile(attack)}")
        case "speaker":
            assert f"{text}:Inourbakery" in prompt
        case "transcript":
            assert text in prompt.partition(visible(HONEST))[2]
        case _:
            assert text in prompt.partition("From:")[2].partition("[1]")[0]


async def test_lists_of_feeds_are_harmless(quoting: Library) -> None:
    (feed,) = await quoting.feeds.for_guild(None)
    feed = replace(feed, last_polled=None)  # shown as Discord's own markup for a time
    unfinished = UnfinishedItem("", None, 1, datetime.now(UTC))
    assert_no_live_markup(feeds_embed([feed]).to_dict())
    for attack in ATTACKS:
        attacking = replace(feed, show=attack.text, reason=attack.text)
        items = {feed.id: [replace(unfinished, title=attack.text, reason=attack.text)]}
        embed = feeds_embed([attacking], items)
        assert_no_live_markup(embed.to_dict())
        assert seen_in_discord([embed]).count(visible(attack.text)[:MIN_SEEN]) >= 4, attack


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def visitor(quoting: Library) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(quoting, Site("https://podcasts.example", transcripts=True, requests=0))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="https://podcasts.example"
    ) as client:
        yield client


async def test_the_lists_of_all_episodes_and_shows_are_harmless(visitor: httpx.AsyncClient) -> None:
    for start, places in (("/", {"title", "file", "feed"}), ("/shows", {"show"})):
        path: str | None = start
        seen = ""
        while path:
            page = (await visitor.get(path)).text
            assert_page_is_harmless(page)
            seen += seen_on_page(page)
            following = re.search(r'<a rel="next" href="([^"]+)"', page)
            path = unescape(following[1]) if following else None
        assert not [each for each in ATTACKS if each.place in places and hostile(each) not in seen]


@pytest.mark.parametrize("numbers", BY_EPISODE)
async def test_a_page_of_the_site_is_harmless(
    quoting: Library, visitor: httpx.AsyncClient, numbers: list[int]
) -> None:
    episode = await episode_of(quoting, numbers[0])
    await load_view(quoting, Scope(episode=episode), whole=False)
    for path in (f"/e/{episode}", f"/e/{episode}/1"):
        page = (await visitor.get(path)).text
        assert_page_is_harmless(page)
        seen = seen_on_page(page)
        for attack in (ATTACKS[number] for number in numbers):
            if attack.place != "guest" or path.endswith(episode):  # a moment's page names no guests
                assert hostile(attack) in seen
        described = visible(" ".join(texts_in(descriptions(page))))
        named = [number for number in numbers if ATTACKS[number].place in ("title", "show", "guest")]
        if path.endswith(episode):
            assert not [ATTACKS[number] for number in named if hostile(ATTACKS[number]) not in described]
    for attack in (ATTACKS[number] for number in numbers):
        page = (await visitor.get("/search", params={"q": attack.text[:200]})).text
        assert visible(attack.text) == searched_for(page)
        assert not ONLY_ON_THE_SITE.search(page)
        assert HIDDEN not in page


@pytest.mark.parametrize("numbers", BY_EPISODE)
async def test_a_card_of_the_site_is_harmless(
    quoting: Library, numbers: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(ImageDraw.ImageDraw, "text", lambda _pen, _at, text, *_: drawn.append(text))
    episode, segments = await quoting.transcript(Scope(episode=await episode_of(quoting, numbers[0])))
    draw_episode(episode)
    for segment in segments:
        draw_moment(cite(episode, segment, segment.text))
    assert_no_hidden_characters(" ".join(drawn))
    for attack in (ATTACKS[number] for number in numbers):
        if attack.place in ("title", "show"):
            assert hostile(attack)[:MIN_DRAWN] in visible("".join(drawn))


@pytest.mark.parametrize("numbers", BY_EPISODE)
async def test_what_the_terminal_shows_of_an_episode_is_harmless(
    quoting: Library, numbers: list[int]
) -> None:
    scope = Scope(episode=await episode_of(quoting, numbers[0]))
    episode, segments = await quoting.transcript(scope)
    answer = await quoting.ask(QUESTION, scope)
    shown = "".join(
        printed(paragraphs)
        for paragraphs in (
            render_episodes([episode], await quoting.speakers.people(None, [episode])),
            render_transcript(episode, segments, None),
            render_answer(answer),
            render_summary(await quoting.pages.summary(scope)),
        )
    )
    assert_no_hidden_characters(shown)
    assert all(char.isprintable() or char in "\n\u200c\u200d" for char in shown)
    for attack in (ATTACKS[number] for number in numbers):
        assert hostile(attack) in visible(shown)
    document = format_json(answer_document(answer))
    assert_no_hidden_characters(document)
    assert json.loads(document) == answer_document(answer)
