"""Tell whose words hits are, for a question what somebody said: the interviewer's are no answer to it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from retrieval.answering.whole_thoughts import MIN_SAME_QUESTION_WEIGHT, TARGET_REPLY_WORDS
from retrieval.language.sentences import TURN_MARK
from retrieval.language.words import content_stems, normalize_name
from retrieval.models import Hit, Segment, Voice
from retrieval.transcripts.interviewers import asks, interviewer_sentences
from retrieval.transcripts.segmenter import Span, continues_turn, segment_sentences

MIN_REPLY_WORDS = 8
"""Words below which what follows a question says too little: "No, every six months."."""


def mark_others(hits: Iterable[Hit], voice: Voice) -> tuple[Hit, ...]:
    """Return the hits, each with the positions of its sentences that somebody else says.

    In an episode in which the one who is asked about speaks by name, these are all that others say; once they
    are heard in one, also all of another episode, unless it names them: others may tell of them. Where nobody
    is named, they are an interviewer's questions and what leads up to them, unless the voice is a host's.
    """
    hits = tuple(hits)
    named = _named_generations(hits)
    heard = {
        hit.episode.generation for hit in hits if any(_is_named(name, voice) for name in _names(hit.segment))
    } & named
    return tuple(replace(hit, others=_others(hit, voice, named, heard)) for hit in hits)


def mark_interviewer(hit: Hit) -> Hit:
    """Return a hit with the positions of what an interviewer seems to say, where nobody is named."""
    return hit if any(_names(hit.segment)) else replace(hit, others=interviewer_sentences(hit.segment))


def reply_to_others(hit: Hit, weights: Mapping[str, float]) -> str:
    """Return what follows a question of others that is about a question, "" where the hit has no such reply.

    `weights` are those of the question's stems; where the one who is asked says as many of them elsewhere in
    the segment, that is found by them.
    """
    spans = segment_sentences(hit.segment)
    ends = [at for at in sorted(hit.others) if at + 1 < len(spans) and at + 1 not in hit.others]
    asked = [(_before(hit, at), _after(hit, at, spans)) for at in ends]
    fitting = [
        (share, reply)
        for question, reply in asked
        if any(asks(spans[at].text) for at in question)
        and sum(len(spans[at].text.split()) for at in reply) >= MIN_REPLY_WORDS
        and (share := _share(spans, question, weights)) >= MIN_SAME_QUESTION_WEIGHT
    ]
    if not fitting:
        return ""
    share, positions = max(fitting, key=lambda found: found[0])
    own = [at for at in range(len(spans)) if at not in hit.others]
    if _share(spans, own, weights) >= share:
        return ""
    reply = hit.segment.text[spans[positions[0]].start_char : spans[positions[-1]].end_char]
    mark = TURN_MARK.match(reply)
    return reply[mark.end() :] if mark else reply


def says_only_by_others(hit: Hit, weights: Mapping[str, float]) -> bool:
    """Return whether others say words of a question in a hit, and nobody else does."""
    spans = segment_sentences(hit.segment)
    own = [at for at in range(len(spans)) if at not in hit.others]
    return bool(_share(spans, hit.others, weights)) and not _share(spans, own, weights)


def _before(hit: Hit, at: int) -> list[int]:
    """Return the positions of the sentences of others up to one of them."""
    first = at
    while first - 1 in hit.others:
        first -= 1
    return list(range(first, at + 1))


def _after(hit: Hit, at: int, spans: Sequence[Span]) -> list[int]:
    """Return the positions of the sentences that follow one: people answer first and digress later."""
    found: list[int] = []
    words = 0
    for later in range(at + 1, len(spans)):
        goes_on = not found or continues_turn(hit.segment, spans[later - 1], spans[later])
        if later in hit.others or words >= TARGET_REPLY_WORDS or not goes_on:
            break
        found.append(later)
        words += len(spans[later].text.split())
    return found


def _share(spans: Sequence[Span], positions: Iterable[int], weights: Mapping[str, float]) -> float:
    """Return the share, by weight, of a question's stems that some sentences say."""
    said = {stem for at in positions for stem in content_stems(spans[at].text)}
    total = sum(weights.values())
    return sum(weight for stem, weight in weights.items() if stem in said) / total if total else 0.0


def _others(hit: Hit, voice: Voice, named: set[int], heard: set[int]) -> frozenset[int]:
    segment, generation = hit.segment, hit.episode.generation
    if generation in heard:
        said_by = list(_speakers_of_sentences(segment))
        return frozenset(at for at, name in enumerate(said_by) if name and not _is_named(name, voice))
    if heard and generation not in voice.generations:
        is_told_of = any(normalize_name(word) in voice.words for word in segment.text.split())
        return frozenset() if is_told_of else frozenset(range(len(segment_sentences(segment))))
    return frozenset() if generation in named or voice.is_host else interviewer_sentences(segment)


def _speakers_of_sentences(segment: Segment) -> Iterator[str | None]:
    """Yield who says each sentence of a segment; none runs from one speaker into the next."""
    starts: list[tuple[int, str | None]] = []
    position = 0
    for cue in segment.cues:
        starts.append((position, cue.speaker))
        position += len(cue.text) + 1
    for span in segment_sentences(segment):
        yield next(speaker for start, speaker in reversed(starts) if start <= span.start_char)


def _named_generations(hits: Sequence[Hit]) -> set[int]:
    """Return the episodes whose transcripts name most speakers; in others, a name may stand for several."""
    found: dict[int, list[bool]] = {}
    for hit in hits:
        found.setdefault(hit.episode.generation, []).extend(bool(cue.speaker) for cue in hit.segment.cues)
    return {generation for generation, known in found.items() if 2 * sum(known) > len(known)}


def _names(segment: Segment) -> set[str]:
    return {cue.speaker for cue in segment.cues if cue.speaker}


def _is_named(speaker: str, voice: Voice) -> bool:
    """Return whether a speaker may be the one who is asked about: a word of both names is the same."""
    return not {normalize_name(word) for word in speaker.split()}.isdisjoint(voice.words)
