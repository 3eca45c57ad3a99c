"""A library that is full of attacks, and a model that obeys them."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.library import Library
from retrieval.models import Details, Placement, Scope
from retrieval.models.options import Options
from tests.attacks.table import ATTACKS, HIDDEN, HONEST, KEY, LINK, PROMPT, Attack
from tests.retrieval.answering.test_chat_answerer import events
from tests.retrieval.feeds.feed_server import FEED, item, rss_feed, serving

GUILD, OTHER = 1_100_000_000_000_000_001, 1_100_000_000_000_000_002
TALK = """1
00:00:01,000 --> 00:00:09,000
{speaker}: In our bakery {honest}. {said}

2
00:00:30,000 --> 00:00:40,000
Jonas: Before dawn the oven reaches 260 degrees, and the baker sleeps.
"""
SECRET_TALK = f"""1
00:00:01,000 --> 00:00:09,000
Host: The password of our members' forum is {HIDDEN}, and rye bread keeps nine days there too.
"""


def transcript(attack: Attack | None) -> str:
    said = attack.text.replace("\n", " ") if attack and attack.place == "transcript" else ""
    speaker = attack.text if attack and attack.place == "speaker" else "Mara"
    return TALK.format(speaker=speaker, honest=HONEST, said=said)


async def fill(home: Path) -> None:
    """Index an episode for each attack, and another server's own."""
    async with serving() as server:
        library = Library(Options(home, embedding_model=DEFAULT_MODEL, trusted_hosts=(server.host,)))
        try:
            await library.add(
                SECRET_TALK.encode(), Details(show="Own", episode="own"), guild=OTHER, name="o.srt"
            )
            items: list[str] = []
            for number, attack in enumerate(ATTACKS):
                if attack.place == "feed":
                    at = len(items) + 1
                    server.holds(f"/t/{at}.srt", transcript(None).replace("dawn", f"dawn of day {at}"))
                    items.append(item(at, server, title=attack.text))
                elif attack.place not in ("output", "question", "history"):
                    await add(library, number, attack)
            await add(library, len(ATTACKS), None)
            server.holds("/feed", rss_feed(*items, title="Feed @everyone"), FEED)
            await library.feeds.add(server.url("/feed"), None)
            (report,) = await library.feeds.poll(None, due_only=False)
            assert not report.failures, report
        finally:
            await library.close()


async def add(library: Library, number: int, attack: Attack | None) -> None:
    def stated(place: str) -> str | None:
        return attack.text if attack and attack.place == place else None

    is_file = attack is not None and attack.place == "file"
    details = Details(
        show=stated("show") or (f"The Bakery {number}" if is_file else "The Bakery"),
        title=None if is_file else stated("title") or f"Rye {number}",
        episode=None if is_file else f"a{number}",
        guests=(guest,) if (guest := stated("guest")) else (),
        audio_url=LINK,
    )
    await library.add(
        transcript(attack)
        .replace("before dawn", f"before dawn {number}")
        .replace("Before dawn", f"Before dawn {number}")
        .encode(),
        details,
        placement=Placement("new"),
        name=stated("file") or f"a{number}.srt",
    )


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
    """Return the id of the episode that holds an attack."""
    attack = ATTACKS[number]
    feeds = [n for n, each in enumerate(ATTACKS) if each.place == "feed"]
    listed = await library.episodes(Scope())
    if attack.place == "feed":
        made = sorted(
            (each for each in listed if each.show.title.startswith("Feed")),
            key=lambda each: str(each.published),
        )
        return made[feeds.index(number)].id
    if attack.place == "file":
        (made_of_file,) = (each for each in listed if each.show.title == f"The Bakery {number}")
        return made_of_file.id
    return f"a{len(ATTACKS) if attack.place in ('output', 'question', 'history') else number}"


def obeying(text: str) -> Callable[[dict[str, Any]], bytes | dict[str, Any]]:
    """Return a model that writes a true sentence, then what it was told to, and that proves everything."""
    drafts = [
        {"text": f"{HONEST.capitalize()}.", "segment": 1, "quote": HONEST},
        {"text": text, "segment": 1, "quote": HONEST},
        {"text": text, "segment": 1, "quote": text},
        {"text": f"{PROMPT} {KEY} {HIDDEN}", "segment": 99, "quote": f"the password is {HIDDEN}"},
        {"text": f"The password is {HIDDEN}.", "segment": 2, "quote": HIDDEN},
        {"text": f"{PROMPT} {KEY} {HIDDEN}", "segment": 1, "quote": HONEST},
        {"text": f"{HONEST.capitalize()}, and the password is {HIDDEN}.", "segment": 1, "quote": HONEST},
    ]

    def reply(request: dict[str, Any]) -> bytes | dict[str, Any]:
        rules = request["messages"][0]["content"]
        if "<passages" in rules:
            content = json.dumps({"sentences": drafts})
        elif "<transcript" in rules:
            content = '{"unproven": "", "verdict": "supported"}'
        else:
            content = f"{text} How long does rye bread keep, and what is the password {HIDDEN}?"
        if request.get("stream"):
            return events({"content": content})
        choice = {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": "stop"}
        return {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}

    return reply


def tags(prompt: str) -> list[str]:
    """Return the sealed tags of a prompt."""
    return re.findall(r"^</?(?:passages|transcript|conversation) [0-9a-f]{12}>$", prompt, re.MULTILINE)
