"""Pin the passages that answer questions, and export them as a test set."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePath

from retrieval.answering.citations import cite
from retrieval.answering.question_validation import check_question
from retrieval.catalog.catalog import Catalog
from retrieval.concurrency import Threads
from retrieval.errors import BadRequestError, NotFoundError
from retrieval.guilds.gaps import passage_mark
from retrieval.language.safe_text import safe_line
from retrieval.models import Scope, Segment, SegmentKey
from retrieval.models.gaps import Pin, PlacedPin
from retrieval.search.pinned import Pins
from retrieval.texts import Text

NO_PIN = Text("There is no such pin; it may have been removed already. `/library pins` lists them.")


class PinnedPassages:
    """The pins of one guild, or with `None` of the host; those of the host hold in every guild.

    Methods raise NotFoundError for what isn't there, and LibraryError if the catalog can't be used.
    """

    def __init__(self, catalog: Catalog, threads: Threads, pins: Pins) -> None:
        self._catalog, self._threads, self._pins = catalog, threads, pins

    async def add(self, guild: int | None, question: str, episode: str, segment: int) -> PlacedPin:
        """Pin a segment for a question in these words, in place of the one that the same words had.

        Raises BadRequestError for an empty question, and if there are too many pins.
        """
        return await self._threads.lookups.run(self._add, guild, question, episode, segment)

    async def list(self, guild: int | None) -> list[PlacedPin]:
        """Return the pins with where their passages are now, newest first."""
        return await self._threads.lookups.run(self._pins.placed, guild)

    async def list_of_host(self, guild: int) -> Sequence[PlacedPin]:
        """Return the host's pins that hold in a guild with where their passages are now, newest first."""
        return await self._threads.lookups.run(self._pins.placed_by_host, guild)

    async def remove(self, guild: int | None, number: int) -> Pin:
        """Remove a pin and return it."""
        return await self._threads.lookups.run(self._remove, guild, number)

    async def export(self, guild: int | None, folder: Path) -> int:
        """Write the pins that are whole, with their episodes' transcripts, as a test set; return how many.

        Raises BadRequestError if there are none, the folder holds something, or can't be written.
        """
        return await self._threads.background.run(self._export, guild, folder)

    def _add(self, guild: int | None, question: str, episode_id: str, number: int) -> PlacedPin:
        question = safe_line(question)
        check_question(question)
        (episode,) = self._catalog.episodes(Scope(guild, episode=episode_id))
        key = SegmentKey(episode.generation, number)
        segment = self._catalog.segments([key]).get(key)
        if segment is None:
            raise NotFoundError(
                Text(
                    "{episode!r} has no segment {number}; it has {total}.",
                    episode=episode.id,
                    number=number,
                    total=episode.segments,
                )
            )
        passage = passage_mark(cite(episode, segment, segment.text))
        pin = self._catalog.pins.add(guild, question, passage)
        return PlacedPin(pin, episode, number, segment.cues[0].start if segment.cues else None)

    def _remove(self, guild: int | None, number: int) -> Pin:
        pin = next((pin for pin in self._catalog.pins.list(guild) if pin.id == number), None)
        if pin is None or not self._catalog.pins.remove(guild, number):
            raise NotFoundError(NO_PIN)
        return pin

    def _export(self, guild: int | None, folder: Path) -> int:
        placed = [pin for pin in self._pins.placed(guild) if pin.episode is not None]
        if not placed:
            raise BadRequestError("No pin points to a passage that is still there, so nothing was written.")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if any(folder.iterdir()):
                raise BadRequestError(f"{folder} isn't empty; name a new folder for the test set.")
            (folder / "transcripts").mkdir()
            for pin in {pin.episode.id: pin for pin in placed if pin.episode}.values():
                self._write_transcript(pin, folder / "transcripts")
            documents = [self._document(pin) for pin in reversed(placed)]
            _write_lines(folder / "questions.jsonl", documents)
            for name in ("unanswerable.jsonl", "followups.jsonl"):
                _write_lines(folder / name, ())
        except OSError as error:
            raise BadRequestError(f"{folder} can't be written: {error.strerror}.") from error
        return len(documents)

    def _write_transcript(self, placed: PlacedPin, folder: Path) -> None:
        assert placed.episode is not None  # noqa: S101 - only whole pins are exported
        content, source = self._catalog.original_transcript(placed.episode.generation)
        (folder / f"{placed.episode.id}{PurePath(source).suffix.lower()}").write_bytes(content)

    def _document(self, placed: PlacedPin) -> dict[str, object]:
        assert placed.episode is not None  # noqa: S101 - only whole pins are exported
        key = SegmentKey(placed.episode.generation, placed.segment)
        segment: Segment = self._catalog.segments([key])[key]
        return {
            "id": f"pin-{placed.pin.id}",
            "episode": placed.episode.id,
            "type": "pinned",
            "question": placed.pin.question,
            "question_global": placed.pin.question,
            "answer": segment.text,
            "evidence": [{"quote": segment.text, "segment": segment.number, "start": placed.start}],
            "partial": [],
        }


def _write_lines(path: Path, documents: Iterable[dict[str, object]]) -> None:
    lines = (f"{json.dumps(document, ensure_ascii=False)}\n" for document in documents)
    path.write_text("".join(lines), encoding="utf-8")
