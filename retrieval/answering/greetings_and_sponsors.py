"""Tell greetings, announcements and sponsors' messages from what was said about a subject."""

from collections.abc import Mapping, Sequence

from retrieval.language.lexicon import phrases
from retrieval.language.word_frequency import rarity
from retrieval.language.words import content_stems, tokenize
from retrieval.models import Hit, Segment, SegmentKey
from retrieval.transcripts.advertisements import find_sponsors, names_brand_again
from retrieval.transcripts.segmenter import Span, continues_turn, segment_sentences

BRAND_MIN_RARITY = 0.8
"""Rarity (0 to 1) from which a question's word may be a brand that it asks about."""
OFFER_SENTENCES = 1
"""Sentences before an offer that belong to it, where the opening of the message isn't in the segment."""

_GREETING, _SPONSORING = phrases("greetings"), phrases("sponsoring")


def is_greeting_or_sponsor(sentence: str, weights: Mapping[str, float]) -> bool:
    """Return whether a sentence greets, says what comes, or sells what a sponsor makes.

    `weights` are those of the question's stems: a sponsor's message with the heaviest is what is asked for.
    """
    if _GREETING.search(sentence):
        return True
    if not _SPONSORING.search(sentence):
        return False
    rarest = max(weights, key=lambda stem: weights[stem], default="")
    return rarest not in content_stems(sentence)


def find_sponsored(question: str, hits: Sequence[Hit]) -> Mapping[SegmentKey, frozenset[str]]:
    """Return the sentences of hits that belong to sponsors' messages, unless the question asks for them."""
    if phrases("sponsor_questions").search(question):
        return {}
    rare = [word for word in tokenize(question) if rarity(word) >= BRAND_MIN_RARITY]
    sponsored: dict[SegmentKey, frozenset[str]] = {}
    for hit in hits:
        sold = _sold_sentences(hit.segment)
        said = " ".join(sold)
        sponsors = find_sponsors(said)
        is_asked_for = not sponsors.isdisjoint(rare) or any(said.lower().count(word) > 1 for word in rare)
        if sold and not hit.pinned and not is_asked_for:
            sponsored[hit.key] = sold
            sponsored |= {other.key: _sentences(other) for other in hits if _belongs_to(other, hit, sponsors)}
    return sponsored


def _sold_sentences(segment: Segment) -> frozenset[str]:
    """Return the sentences of sponsors' messages: from the opening, or one before an offer, to the end."""
    sold: set[str] = set()
    for turn in _turns(segment, segment_sentences(segment)):
        texts = [span.text for span in turn]
        offers = [at for at, text in enumerate(texts) if phrases("sponsor_closings").search(text)]
        for at in offers:
            sold.update(texts[max(0, at - OFFER_SENTENCES) : at + 1])
        for at, text in enumerate(texts):
            if phrases("sponsor_openings").search(text):
                sponsors = find_sponsors(text)
                naming = [later for later in range(at, len(texts)) if _names(texts[later], sponsors)]
                sold.update(texts[at : max([at, *offers, *naming]) + 1])
    return frozenset(sold)


def _names(text: str, sponsors: frozenset[str]) -> bool:
    return any(sponsor in text.lower() for sponsor in sponsors)


def _turns(segment: Segment, spans: Sequence[Span]) -> list[list[Span]]:
    turns: list[list[Span]] = []
    for span in spans:
        if turns and continues_turn(segment, turns[-1][-1], span):
            turns[-1].append(span)
        else:
            turns.append([span])
    return turns


def _sentences(hit: Hit) -> frozenset[str]:
    return frozenset(span.text for span in segment_sentences(hit.segment))


def _belongs_to(other: Hit, advertisement: Hit, sponsors: frozenset[str]) -> bool:
    """Return whether a hit next to an advertisement names its sponsor as often as an advertisement does."""
    is_next = abs(other.segment.number - advertisement.segment.number) == 1
    is_same_episode = other.episode.generation == advertisement.episode.generation
    return is_next and is_same_episode and names_brand_again(other.segment.text, sponsors)
