"""The systems that are compared: each ranks passages for a question, within a meeting or over all."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy

from benchmarks.home import Home
from benchmarks.measures import Passage
from benchmarks.meetings import Meeting
from retrieval.models import Details, Episode, Scope

DEPTH = 50
"""Passages asked for: more than fill 1,200 words."""


class System(Protocol):
    """A system that is compared; `passages` are what it cuts each meeting into."""

    @property
    def passages(self) -> Mapping[str, Sequence[Passage]]: ...

    def rank(self, query: str, meeting: str | None) -> list[Passage]: ...


class Segments:
    """The meetings as the project indexes them; the base of all that search its segments."""

    def __init__(self, home: Home, meetings: Sequence[Meeting]) -> None:
        self.home = home
        for number, meeting in enumerate(meetings, 1):
            print(f"\rindexing meeting {number} of {len(meetings)}", end="", flush=True)
            details = Details(show=f"{meeting.domain} meetings", title=meeting.id, episode=_id(meeting))
            home.indexer.add(meeting.transcript(), details, name=f"{meeting.id}.json")
        print()
        self.episodes: dict[str, Episode] = {}
        self.passages: dict[str, list[Passage]] = {}
        known = home.episodes()
        for meeting in meetings:
            self.episodes[meeting.id] = episode = known[_id(meeting)]
            last = 0
            found = []
            for segment in home.catalog.transcript(episode.generation):
                first, last = last, last + len(segment.text.split())
                found.append(Passage(meeting.id, first, last))
            assert last == len(meeting.turn_of), f"{meeting.id} lost words on its way"
            self.passages[meeting.id] = found
        self.by_key = {
            (episode.generation, number): passage
            for id_, episode in self.episodes.items()
            for number, passage in enumerate(self.passages[id_], 1)
        }


class Podcite:
    """The project's own retriever."""

    def __init__(self, segments: Segments) -> None:
        self._segments = segments
        self.passages: Mapping[str, Sequence[Passage]] = segments.passages

    def rank(self, query: str, meeting: str | None) -> list[Passage]:
        episode = self._segments.episodes[meeting].id if meeting else None
        hits = asyncio.run(self._segments.home.retriever.find(query, Scope(episode=episode), DEPTH))
        return [self._segments.by_key[hit.episode.generation, hit.segment.number] for hit in hits]


class Bm25:
    """The same segments by their terms alone."""

    def __init__(self, segments: Segments) -> None:
        self._segments = segments
        self.passages: Mapping[str, Sequence[Passage]] = segments.passages

    def rank(self, query: str, meeting: str | None) -> list[Passage]:
        generation = self._segments.episodes[meeting].generation if meeting else None
        hits = self._segments.home.terms.search(query, DEPTH, generation=generation)
        return [self._segments.by_key[generation, number] for generation, number, _ in hits]


class MiniLM:
    """The same segments by their vectors alone, compared exactly."""

    def __init__(self, segments: Segments) -> None:
        self._segments = segments
        self.passages: Mapping[str, Sequence[Passage]] = segments.passages
        vectors = segments.home.vectors
        self._rows = {
            id_: vectors.fetch(episode.show.key, episode.generation, episode.segments)
            for id_, episode in segments.episodes.items()
        }

    def rank(self, query: str, meeting: str | None) -> list[Passage]:
        vector = self._segments.home.embeddings.embed([query])[0]
        chosen = [meeting] if meeting else list(self._rows)
        near = numpy.concatenate([self._rows[id_] for id_ in chosen]) @ vector
        passages = [passage for id_ in chosen for passage in self.passages[id_]]
        return [passages[row] for row in numpy.argsort(-near, kind="stable")[:DEPTH]]


class LangChain:
    """The usual pipeline: characters split recursively, 1000 with 200 overlap, Chroma, the same MiniLM."""

    def __init__(self, home: Home, meetings: Sequence[Meeting], folder: Path) -> None:
        from langchain_chroma import Chroma
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200, add_start_index=True)
        self._store = Chroma("meetings", home.embeddings, persist_directory=str(folder))
        self.passages: dict[str, Sequence[Passage]] = {}
        for number, meeting in enumerate(meetings, 1):
            print(f"\rindexing meeting {number} of {len(meetings)} as LangChain users do", end="", flush=True)
            text, words = meeting.plain()
            documents = splitter.create_documents([text], [{"meeting": meeting.id}])
            passages = []
            for document in documents:
                start = document.metadata["start_index"]
                inside = [w for w in words[start : start + len(document.page_content)] if w >= 0]
                first, last = (inside[0], inside[-1] + 1) if inside else (0, 0)
                document.metadata |= {"first": first, "last": last}
                passages.append(Passage(meeting.id, first, last))
            self._store.add_documents(documents)
            self.passages[meeting.id] = passages
        print()

    def rank(self, query: str, meeting: str | None) -> list[Passage]:
        chosen = {"meeting": meeting} if meeting else None
        found = [document.metadata for document in self._store.similarity_search(query, DEPTH, filter=chosen)]
        return [Passage(known["meeting"], known["first"], known["last"]) for known in found]


def _id(meeting: Meeting) -> str:
    return meeting.id.lower().replace("_", "-")
