"""A library that is full of attacks, and a model that obeys them."""

import json
from html import escape
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.library import Library
from retrieval.models import Details, Placement, Scope
from retrieval.models.options import Options
from tests.attacks.attack import HIDDEN, HONEST, KEY, LINK, PROMPT, Place
from tests.attacks.table import ATTACKS
from tests.retrieval.answering.test_chat_answerer import events
from tests.retrieval.feeds.feed_server import FEED, item, rss_feed, serving

GUILD, OTHER = 1_100_000_000_000_000_001, 1_100_000_000_000_000_002
SECRET_TALK = f"""1
00:00:01,000 --> 00:00:09,000
Host: The password of our members' forum is {HIDDEN}, and rye bread keeps nine days there too.
"""


def arrange() -> list[dict[Place, int]]:
    """Return the attacks of each episode that is added, as numbers in the table; the last one has none.

    An episode holds one attack for each place, and one that a file's name attacks no other.
    """
    episodes: list[dict[Place, int]] = []
    for number, attack in enumerate(ATTACKS):
        if attack.place in ("transcript", "title", "show", "speaker", "guest"):
            free = [each for each in episodes if attack.place not in each and "file" not in each]
            if not free:
                free = [{}]
                episodes += free
            free[0][attack.place] = number
        elif attack.place == "file":
            episodes.append({"file": number})
    return [*episodes, {}]


EPISODES = arrange()
FEED_ITEMS = [number for number, attack in enumerate(ATTACKS) if attack.place == "feed"]


def transcript(day: int, speaker: str = "Mara", said: str = "") -> bytes:
    """Return a transcript as podcasts publish it, in which text stays as it is; no two days have the same."""
    oven = f"Before dawn {day} the oven reaches 260 degrees, and the baker sleeps."
    turns = [(speaker, 1, f"In our bakery {HONEST}. {said}"), ("Jonas", 30, oven)]
    segments = [
        {"speaker": name, "startTime": start, "endTime": start + 8, "body": words}
        for name, start, words in turns
    ]
    return json.dumps({"version": "1.0.0", "segments": segments}).encode()


async def fill(home: Path) -> None:
    """Index the episodes with the attacks, and another server's own."""
    async with serving() as server:
        library = Library(Options(home, embedding_model=DEFAULT_MODEL, trusted_hosts=(server.host,)))
        try:
            await library.add(
                SECRET_TALK.encode(), Details(show="Own", episode="own"), guild=OTHER, name="o.srt"
            )
            for day, numbers in enumerate(EPISODES):
                await add(library, day, {place: ATTACKS[number].text for place, number in numbers.items()})
            items: list[str] = []
            for at, number in enumerate(FEED_ITEMS, 1):
                server.holds(f"/t/{at}.srt", transcript(1000 + at).decode())
                items.append(item(at, server, title=escape(ATTACKS[number].text)))
            server.holds("/feed", rss_feed(*items, title="Feed @everyone"), FEED)
            await library.feeds.add(server.url("/feed"), None)
            (report,) = await library.feeds.poll(None, due_only=False)
            assert not report.failures, report
        finally:
            await library.close()


async def add(library: Library, day: int, texts: dict[Place, str]) -> None:
    is_file = "file" in texts
    details = Details(
        show=texts.get("show") or (f"The Bakery {day}" if is_file else "The Bakery"),
        title=None if is_file else texts.get("title", f"Rye {day}"),
        episode=None if is_file else f"a{day}",
        guests=(texts["guest"],) if "guest" in texts else (),
        audio_url=LINK,
    )
    content = transcript(day, texts.get("speaker", "Mara"), texts.get("transcript", ""))
    name = texts.get("file", f"a{day}.json")
    await library.add(content, details, placement=Placement("new"), name=name)


def opened(home: Path, url: str = "") -> Library:
    """Return the library, with the model at a URL or without one."""
    if not url:
        return Library(Options(home, embedding_model=DEFAULT_MODEL))
    return Library(
        Options(
            home,
            embedding_model=DEFAULT_MODEL,
            chat_model="openai:m",
            openai_api_key=SecretStr(KEY),
            openai_base_url=url,
        )
    )


async def episode_of(library: Library, number: int) -> str:
    """Return the id of the episode that an attack is in, or is asked about."""
    if number in FEED_ITEMS:
        made = [each for each in await library.episodes(Scope()) if each.show.title.startswith("Feed")]
        return sorted(made, key=lambda each: str(each.published))[FEED_ITEMS.index(number)].id
    day = next((day for day, numbers in enumerate(EPISODES) if number in numbers.values()), len(EPISODES) - 1)
    if "file" in EPISODES[day]:
        listed = await library.episodes(Scope())
        return next(each.id for each in listed if each.show.title == f"The Bakery {day}")
    return f"a{day}"


class ObeyingModel:
    """Writes a true sentence, then what it was told to, and proves everything.

    `said` are the sentences that it has written in answers.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._drafts: list[dict[str, Any]] = [
            {"text": f"{HONEST.capitalize()}.", "segment": 1, "quote": HONEST},
            {"text": text, "segment": 1, "quote": HONEST},
            {"text": text, "segment": 1, "quote": text},
            {"text": f"{PROMPT} {KEY} {HIDDEN}", "segment": 99, "quote": f"the password is {HIDDEN}"},
            {"text": f"The password is {HIDDEN}.", "segment": 2, "quote": HIDDEN},
            {"text": f"{PROMPT} {KEY} {HIDDEN}", "segment": 1, "quote": HONEST},
            {
                "text": f"{HONEST.capitalize()}, and the password is {HIDDEN}.",
                "segment": 1,
                "quote": HONEST,
            },
        ]
        self.said: list[str] = []

    def __call__(self, request: dict[str, Any]) -> bytes | dict[str, Any]:
        content = self._content(request["messages"][0]["content"])
        if request.get("stream"):
            return events({"content": content})
        choice = {
            "index": 0,
            "message": {"role": "assistant", "content": content},
            "finish_reason": "stop",
        }
        return {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}

    def _content(self, rules: str) -> str:
        if "<passages" in rules:
            self.said += [draft["text"] for draft in self._drafts]
            return json.dumps({"sentences": self._drafts})
        if "<transcript" in rules:
            return '{"unproven": "", "verdict": "supported"}'
        return f"{self._text} How long does rye bread keep, and what is the password {HIDDEN}?"
