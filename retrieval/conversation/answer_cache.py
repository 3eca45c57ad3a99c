"""Answers that are kept for a while, so that the same question in the same library costs nothing again."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files

from retrieval.answering.citations import cite
from retrieval.catalog.catalog import Catalog
from retrieval.concurrency import Threads
from retrieval.models import Answer, Citation, Episode, Question, SegmentKey, Sentence
from retrieval.models.shared_store import SharedStore

KEPT_SECONDS = 3600.0
"""How long an answer is kept."""
GROUP_CHARACTERS = 100
"""Characters of a question by which its answers are dropped; a message may show a long question cut."""

_TRAILING = re.compile(r"[\s?!.]+$")
_StoredCitation = tuple[int, int, str, int]
"""(generation, segment, quote, offset)."""


@dataclass(frozen=True, slots=True)
class AnswerKey:
    """Hashes: `group` of a guild and a question as it is shown, `key` of all that its answer depends on."""

    group: str
    key: str


class AnswerCache:
    """Keeps answers by all that they depend on, in a shared store; the text of no question is in it.

    `maker` names the model and all options that matter. An answer is cited again when it is read: its
    episodes' titles, links and speakers may have changed since.
    """

    def __init__(
        self, store: SharedStore, catalog: Catalog, threads: Threads, maker: Sequence[object]
    ) -> None:
        self._store, self._catalog, self._threads = store, catalog, threads
        self._maker = [*map(str, maker), prompt_version()]

    def key(self, asked: Question, episodes: Iterable[Episode], pins: Iterable[int] = ()) -> AnswerKey:
        """Return the key of a question to these episodes, of its scope and of the conversation before it.

        `pins` are the ids of the pins that may put a passage first.
        """
        scope = asked.scope
        parts = [
            *self._maker,
            *map(str, (scope.guild, scope.show, scope.episode)),
            _normalize(asked.text),
            _normalize(asked.focus),
            str(asked.voice and (sorted(asked.voice.words), asked.voice.is_host)),
            json.dumps(sorted(asked.without)),
            json.dumps([[turn.question, turn.answer] for turn in asked.history]),
            json.dumps(sorted(episode.generation for episode in episodes)),
            json.dumps(sorted(pins)),
            json.dumps(sorted({(e.key, *e.speaker_names) for e in episodes if e.speaker_names}, key=str)),
        ]
        return AnswerKey(_group(scope.guild, asked.shown or asked.text), _hash(parts))

    async def read(self, key: AnswerKey, asked: Question, episodes: Iterable[Episode]) -> Answer | None:
        """Return the answer that was kept, `None` if there is none or what it cites is gone."""
        body = await self._store.read(key.group, key.key)
        if body is None:
            return None
        by_generation = {episode.generation: episode for episode in episodes}
        return await self._threads.lookups.run(self._load, body, asked.text.strip(), by_generation)

    async def keep(self, key: AnswerKey, answer: Answer) -> None:
        """Keep an answer, unless something was missing when it was made."""
        if not answer.note and not answer.left_out:
            await self._store.keep(key.group, key.key, _dump(answer), KEPT_SECONDS)

    async def drop(self, guild: int | None, question: str) -> None:
        """Forget the answers to a question in a guild, so that nobody gets a bad one again."""
        await self._store.drop(_group(guild, question))

    def _load(self, body: bytes, question: str, episodes: dict[int, Episode]) -> Answer | None:
        stored = json.loads(body)
        quotes: list[_StoredCitation] = [
            *stored["nearest"],
            *(q for _, cited in stored["sentences"] for q in cited),
        ]
        segments = self._catalog.segments({SegmentKey(quote[0], quote[1]) for quote in quotes})

        def cite_again(quote: _StoredCitation) -> Citation:
            generation, number, words, offset = quote
            return cite(episodes[generation], segments[SegmentKey(generation, number)], words, offset)

        try:
            sentences = tuple(
                Sentence(text, tuple(map(cite_again, cited))) for text, cited in stored["sentences"]
            )
            nearest = tuple(map(cite_again, stored["nearest"]))
        except (KeyError, ValueError):  # a generation is gone
            return None
        return Answer(
            question,
            sentences,
            nearest,
            stored["model"],
            rejected=stored["rejected"],
            relevance=stored["relevance"],
        )


def prompt_version() -> str:
    """Return a hash of all prompts."""
    prompts = sorted(files("retrieval.llm.prompts").iterdir(), key=lambda file: file.name)
    return _hash(file.read_text("utf-8") for file in prompts if file.name.endswith(".md"))


def _dump(answer: Answer) -> bytes:
    stored = {
        "model": answer.model,
        "rejected": answer.rejected,
        "relevance": answer.relevance,
        "sentences": [[s.text, [_stored(c) for c in s.citations]] for s in answer.sentences],
        "nearest": [_stored(citation) for citation in answer.nearest],
    }
    return json.dumps(stored).encode()


def _stored(citation: Citation) -> _StoredCitation:
    return citation.episode.generation, citation.segment, citation.quote, citation.offset or 0


def _normalize(text: str) -> str:
    return _TRAILING.sub("", " ".join(unicodedata.normalize("NFKC", text).casefold().split()))


def _group(guild: int | None, question: str) -> str:
    words = re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", question).casefold())
    return _hash([str(guild), words[:GROUP_CHARACTERS]])


def _hash(parts: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(f"{len(part)}:{part}".encode())
    return digest.hexdigest()
