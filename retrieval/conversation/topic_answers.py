"""Which episodes talk about a subject: ranked episodes, each with its best passage."""

from collections.abc import Awaitable, Callable, Sequence

from retrieval.answering.extractive import cite_nearest
from retrieval.conversation.phrases import Phrases
from retrieval.language.lexicon import phrases
from retrieval.models import Facts, Hit, Request, Scope
from retrieval.understanding.descriptions import score_by_content, telling_words
from retrieval.understanding.names import LibraryNames
from retrieval.understanding.wording import plain_form, words_of

SEARCHED_SEGMENTS = 60
"""How many passages are searched for the subject."""
MAX_EPISODES = 5
"""How many episodes are named at most."""
MIN_RELATIVE_SCORE = 0.35
"""The share of the best episode's score below which another isn't named."""
CONTENT_WEIGHT = 2.0
"""The weight of how well an episode's words fit the subject, compared with its best passage."""

Find = Callable[[str, Scope, int], Awaitable[Sequence[Hit]]]


async def answer_about_subject(
    request: Request, names: LibraryNames, scope: Scope, find: Find
) -> tuple[str, Facts]:
    """Return the episodes of a scope that talk most about the request's subject."""
    phrases = Phrases(request.language)
    hits = await find(request.subject, scope, SEARCHED_SEGMENTS)
    wanted = (
        {episode.generation for episode in request.reference.episodes}
        if request.reference.is_person
        else set()
    )
    show = request.reference.show
    hits = [
        hit
        for hit in hits
        if (not wanted or hit.episode.generation in wanted)
        and (show is None or hit.episode.show.key == show.key)
    ]
    best: dict[int, Hit] = {}
    for hit in _about(hits, telling_words(plain_form(request.subject))):
        best.setdefault(hit.episode.generation, hit)
    scores = _scores(best, telling_words(plain_form(request.subject)), names)
    ordered = sorted(scores, key=lambda generation: -scores[generation])
    chosen = [g for g in ordered if scores[g] >= MIN_RELATIVE_SCORE * scores[ordered[0]]][:MAX_EPISODES]
    passages = [citation for g in chosen for citation in cite_nearest(request.subject, [best[g]])]
    if not passages:
        return phrases.say("about_none", subject=request.subject), Facts(request.detail)
    episodes = tuple(citation.episode for citation in passages)
    head = phrases.say("about_one" if len(episodes) == 1 else "about_some")
    lines = "\n".join(f"{n}. {phrases.line_of(found, names)}" for n, found in enumerate(episodes, start=1))
    return f"{head}\n\n{lines}", Facts(request.detail, episodes, tuple(passages))


def _about(hits: Sequence[Hit], words: Sequence[str]) -> Sequence[Hit]:
    """Return the passages that sell nothing; for a subject of one word, those that say it, if any do."""
    spoken = [hit for hit in hits if not phrases("advertising").search(hit.segment.text)]
    if len(words) != 1:
        return spoken
    return [hit for hit in spoken if words[0] in words_of(plain_form(hit.segment.text))] or spoken


def _scores(best: dict[int, Hit], words: Sequence[str], names: LibraryNames) -> dict[int, float]:
    """Return how well each found episode fits: its best passage, and all its words; both from 0 to 1."""
    if not best:
        return {}
    content = score_by_content(words, names) if words else {}
    highest_content = max(content.values(), default=0.0) or 1.0
    highest = max(hit.score for hit in best.values()) or 1.0
    return {
        generation: hit.score / highest + CONTENT_WEIGHT * content.get(generation, 0.0) / highest_content
        for generation, hit in best.items()
    }
