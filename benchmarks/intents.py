"""Measure what messages are taken for, and which episodes and shows they are taken to mean.

python -m benchmarks.intents --dataset FILE --transcripts DIR [--transcripts DIR] [--json] [--errors]
"""

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.intent_library import build, load, shows_of, transcript_files
from retrieval.models import Turn
from retrieval.models.requests import Request
from retrieval.understanding.classify import understand
from retrieval.understanding.names import LibraryNames
from retrieval.understanding.wording import plain_form, words_of

Label = str | list[str] | None
"""What a label says: nothing, one name or id, or some."""

INTENTS = ("talk", "library", "page", "help", "smalltalk", "followup", "other")


@dataclass(frozen=True)
class Judged:
    """A labelled message, what it was taken for, and whether its reference was resolved; None without one."""

    row: dict[str, Any]
    request: Request
    is_resolved: bool | None

    @property
    def accepted(self) -> set[str]:
        return {self.row["intent"], *(self.row["slots"].get("also") or ())}

    @property
    def counted_as(self) -> str:
        """The intent that the prediction counts as: the label's own where another one would do."""
        return self.row["intent"] if self.request.kind in self.accepted else self.request.kind


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--dataset", type=Path, required=True, help="labelled messages as JSON lines")
    parser.add_argument(
        "--transcripts", type=Path, action="append", required=True, help="a folder; may be repeated"
    )
    parser.add_argument("--json", action="store_true", help="write JSON instead of text")
    parser.add_argument("--errors", action="store_true", help="write every message that was misunderstood")
    args = parser.parse_args()
    rows = load(args.dataset)
    with tempfile.TemporaryDirectory() as folder:
        names = build(Path(folder), transcript_files(args.transcripts), shows_of(rows))
        judged = [judge(row, names) for row in rows]
    figures = measure(judged)
    if args.errors:
        write_errors(judged)
    if args.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:24} {value}")


def judge(row: dict[str, Any], names: LibraryNames) -> Judged:
    history = [Turn(turn["question"], turn["answer"]) for turn in row["slots"].get("history") or ()]
    request = understand(row["message"], names, history)
    return Judged(row, request, is_resolved(row["slots"], request, names))


def measure(judged: Sequence[Judged]) -> dict[str, Any]:
    """Return macro-F1 over the intents, the share of talk that is lost, and the share of references resolved.

    A message counts as a reference where its labels say what it points to by `ref`, `episode` or `show`.
    """
    talk = [one for one in judged if one.row["intent"] == "talk"]
    resolved = [one.is_resolved for one in judged if one.is_resolved is not None]
    per_intent = {intent: f1(judged, intent) for intent in INTENTS}
    present = [intent for intent in INTENTS if any(one.row["intent"] == intent for one in judged)]
    return {
        "messages": len(judged),
        "macro_f1": round(sum(per_intent[intent] for intent in present) / len(present), 4),
        "talk_lost": share(one.counted_as != "talk" for one in talk),
        "references": share(resolved),
        "referring_messages": len(resolved),
        "f1": {intent: round(value, 4) for intent, value in per_intent.items()},
    }


def f1(judged: Sequence[Judged], intent: str) -> float:
    outcomes = Counter((one.row["intent"] == intent, one.counted_as == intent) for one in judged)
    hits = outcomes[True, True]
    return 2 * hits / max(1, 2 * hits + outcomes[False, True] + outcomes[True, False])


def share(values: Iterable[bool]) -> float:
    counted = list(values)
    return round(sum(counted) / len(counted), 4) if counted else 0.0


def is_resolved(slots: dict[str, Any], request: Request, names: LibraryNames) -> bool | None:
    """Return whether what a message points to was found: the episodes, the show, or that there is none."""
    if not {"ref", "episode", "show"} & slots.keys():
        return None
    reference = request.reference
    found = {episode.id for episode in reference.episodes}
    shows = {episode.show.title for episode in reference.episodes} | (
        {reference.show.title} if reference.show else set()
    )
    if listed(slots.get("episode")):
        return found == set(listed(slots["episode"])) or (
            names_show_only(slots) and not found and shows == set(listed(slots["show"]))
        )
    if "episode" in slots:
        return not found
    if slots.get("show"):
        return shows == set(listed(slots["show"]))
    if slots.get("person"):
        return not found or all(has_person(names, episode_id, slots["person"]) for episode_id in found)
    return not found


def names_show_only(slots: dict[str, Any]) -> bool:
    """Return whether the words of the reference are the show's name and nothing else."""
    show = {word for title in listed(slots.get("show")) for word in words_of(plain_form(title))}
    said = {word for ref in listed(slots.get("ref")) for word in words_of(plain_form(ref))}
    return bool(said) and said <= show


def has_person(names: LibraryNames, episode_id: str, person: Label) -> bool:
    episode = next(episode for episode in names.episodes if episode.id == episode_id)
    known = plain_form(f"{episode.id} {episode.title} {' '.join(names.names_in(episode))}")
    return any(words_of(plain_form(name))[-1] in known for name in listed(person))


def listed(value: Label) -> list[str]:
    return [] if value is None else [value] if isinstance(value, str) else list(value)


def write_errors(judged: Sequence[Judged]) -> None:
    for one in judged:
        row, request = one.row, one.request
        if request.kind not in one.accepted:
            print(f"{row['id']} {row['intent']} taken for {request.kind}/{request.detail}: {row['message']}")
        if one.is_resolved is False:
            found = [episode.id for episode in request.reference.episodes]
            show = request.reference.show.title if request.reference.show else None
            wanted = row["slots"].get("episode"), row["slots"].get("show")
            print(
                f"{row['id']} means {wanted}, taken for {found} {show} {request.reference.missing}: "
                f"{row['message']}"
            )


if __name__ == "__main__":
    main()
