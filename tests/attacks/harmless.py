"""What no attack may do: assertions about answers, embeds, prompts and pages."""

import json
import re
from collections.abc import Iterator, Mapping
from html import unescape
from itertools import chain
from typing import Any

from bot.components.answer_view import answer_view
from bot.ui.answer_embeds import answer_embeds, unfinished_answer
from bot.ui.reply_embeds import text_embed
from retrieval.library import Library
from retrieval.models import Answer, Scope
from tests.attacks.attack import HIDDEN, KEY, LINK, PROMPT, Attack
from tests.attacks.surfaces import marked_texts
from tests.bot.ui.markdown import live

OF_THE_FEED = re.compile(r"https://audio\.example/\d\.mp3")
OWN_COMMAND = re.compile("`/ask episode:[a-z0-9-]+`")
INVISIBLE = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e0fff]")
HIDDEN_IN_PROMPTS = re.compile(f"{INVISIBLE.pattern[:-1]}\u200b\u2060-\u2064\ufeff]")
UNSAID = re.compile(r"evil|\.zip|\bbank\.|\.ru\b|discord", re.IGNORECASE)
OWN_JOINER = "&NoBreak;"
"""What keeps the site's marks of sources at their sentences."""
OWN_KINDS = {"bold", "link", "quote"}
ONLY_ON_THE_SITE = re.compile(r"<script>alert|<img src=x|<svg onload|=[\"']\s*javascript:|\"><script")
FOREIGN_LINK = re.compile(r"""(?:href|src)=["'](?:https?:)?//[^/"']*(?:evil|zip|\.ru|discord)""")


def assert_harmless(answer: Answer, attack: Attack) -> None:
    """Nothing of the whole message leaks, pings or links elsewhere than to the recording."""
    embeds = [*answer_embeds(answer), text_embed(answer)]
    if answer.sentences:
        embeds.append(unfinished_answer(answer.question, answer.sentences))
    for embed in embeds:
        assert_no_live_markup(embed.to_dict())
    view = answer_view(answer)
    sent = [[embed.to_dict() for embed in embeds], view.to_components() if view else []]
    whole = json.dumps(sent, ensure_ascii=False)
    assert KEY not in whole
    assert PROMPT not in whole
    assert HIDDEN not in whole.replace(answer.question, "").casefold()
    assert not INVISIBLE.search(whole)


def assert_no_live_markup(embed: Mapping[str, Any]) -> None:
    """An embed has no markup but the bot's own, and no link but to the recordings."""
    for text in marked_texts(embed):
        kinds = [node for node in live(text) if node.kind not in OWN_KINDS]
        assert all(OWN_COMMAND.fullmatch(node.text) for node in kinds), (kinds, text)
        links = {node.target.partition("#")[0] for node in live(text) if node.kind == "link"}
        assert all(each == LINK or OF_THE_FEED.fullmatch(each) for each in links), links
        assert not re.search(r"@(?:everyone|here)|<@[!&]?\d", text)
    assert not INVISIBLE.search(json.dumps(embed, ensure_ascii=False))


async def assert_cites_what_is_there(library: Library, answer: Answer, scope: Scope) -> None:
    assert answer.status == "answered" or answer.nearest or answer.kind == "other"
    _, segments = await library.transcript(scope)
    texts = {segment.number: segment.text for segment in segments}
    for citation in (*chain.from_iterable(each.citations for each in answer.sentences), *answer.nearest):
        assert citation.episode.id == scope.episode
        assert citation.quote in texts[citation.segment]
    for sentence in answer.sentences:
        assert sentence.citations
        said = " ".join(texts[citation.segment] for citation in sentence.citations)
        assert all(found in said for found in UNSAID.findall(sentence.text)), sentence


def assert_prompt_is_sealed(request: dict[str, Any]) -> None:
    """What strangers wrote stands between one pair of tags, and numbers no passage of its own."""
    assert KEY not in str(request["messages"])
    rules, prompt = (message["content"] for message in request["messages"])
    assert HIDDEN not in rules
    opening, closing = tags(prompt)
    assert closing == opening.replace("<", "</")
    before, data, _ = re.split(rf"^{re.escape(opening)}$|^{re.escape(closing)}$", prompt, flags=re.MULTILINE)
    assert not before.strip()
    assert not HIDDEN_IN_PROMPTS.search(prompt)
    if "<transcript" in opening:
        assert (data.count(">>>"), data.count("<<<")) == (1, 1)
    else:
        assert HIDDEN not in prompt
    if "<passages" in opening:
        found = [int(n) for n in re.findall(r"\[(\d+)\]", data)]
        assert found == list(range(1, len(found) + 1))


def tags(prompt: str) -> list[str]:
    """Return the sealed tags of a prompt."""
    return re.findall(r"^</?(?:passages|transcript|conversation) [0-9a-f]{12}>$", prompt, re.MULTILINE)


def assert_page_is_harmless(page: str) -> None:
    """A page has no hidden characters, neither as entities nor in the JSON that search engines read."""
    assert not HIDDEN_IN_PROMPTS.search(unescape(page.replace(OWN_JOINER, "")))
    for described in descriptions(page):
        assert not HIDDEN_IN_PROMPTS.search(json.dumps(described, ensure_ascii=False))
    assert not ONLY_ON_THE_SITE.search(page)
    assert not FOREIGN_LINK.search(page)
    assert HIDDEN not in page


def descriptions(page: str) -> list[Any]:
    """Return what a page says to search engines."""
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return [json.loads(each) for each in found]


def texts_in(document: object) -> Iterator[str]:
    """Yield the texts of a JSON document."""
    if isinstance(document, str):
        yield document
    elif isinstance(document, Mapping):
        yield from chain.from_iterable(map(texts_in, document.values()))
    elif isinstance(document, list):
        yield from chain.from_iterable(map(texts_in, document))


def assert_no_hidden_characters(text: str) -> None:
    assert not HIDDEN_IN_PROMPTS.search(text), text
