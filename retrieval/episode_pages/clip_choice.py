"""Chooses which of an episode's clips are shown: those viewed most, then the best ones of all topics."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from retrieval.episode_pages.clips import ScoredClip
from retrieval.episode_pages.title_sentences import first_words
from retrieval.models.episode_pages import Clip

MIN_CLIPS, MAX_CLIPS = 3, 10
"""Number of clips that are shown, if there are so many fair ones."""
MOST_OF_SHORT_EPISODES = 5
"""Number of clips that are shown of a short episode at most."""
GOOD_SCORE = 2.0
"""Score from which more are shown than the least number: 62 % of graded ones above were good, 27 % below."""
FAIR_SCORE = 0.5
"""Score below which none is shown, unless it was viewed: 4 of 35 graded ones were good."""
MINUTES_PER_CLIP = 12
"""Minutes of an episode for each clip that is shown."""
CLIPS_PER_TOPIC = 2
"""Number of clips of one topic, apart from viewed ones."""


def choose_clips(
    clips: Sequence[ScoredClip], views: Mapping[int, int], duration: float | None = None
) -> tuple[Clip, ...]:
    """Choose up to ten clips for an episode of `duration` seconds, more than three only if they are good.

    First come those viewed most (`views` counts them by segment number), then the best ones of all topics.
    """
    most = min(MAX_CLIPS, max(MOST_OF_SHORT_EPISODES, round((duration or 0) / 60 / MINUTES_PER_CLIP)))

    def views_of(scored: ScoredClip) -> int:
        return views.get(scored.segment, 0)

    fair = [scored for scored in clips if views_of(scored) > 0 or scored.score >= FAIR_SCORE]
    ranked = sorted(fair, key=lambda scored: (-views_of(scored), -scored.score))
    chosen: list[ScoredClip] = []
    for with_new_title in (True, False):  # a title that is taken only where clips would be too few
        for scored in ranked:
            is_spread = _is_spread(scored, chosen) and not (with_new_title and _has_title(scored, chosen))
            if scored not in chosen and (views_of(scored) > 0 or is_spread):
                chosen.append(scored)
        if len(chosen) >= MIN_CLIPS:
            break
    else:
        chosen += [scored for scored in ranked if scored not in chosen]
    good = sum(views_of(scored) > 0 or scored.score >= GOOD_SCORE for scored in chosen)
    return _with_distinct_titles([scored.clip for scored in chosen[: min(most, max(MIN_CLIPS, good))]])


def _is_spread(scored: ScoredClip, chosen: Sequence[ScoredClip]) -> bool:
    """Return whether a clip is neither the third of its topic nor next to another one."""
    same_topic = [other for other in chosen if other.topic == scored.topic]
    adjacent = any(abs(scored.segment - other.segment) < 2 for other in chosen)
    return len(same_topic) < CLIPS_PER_TOPIC and not adjacent


def _has_title(scored: ScoredClip, chosen: Sequence[ScoredClip]) -> bool:
    return scored.clip.title.casefold() in {other.clip.title.casefold() for other in chosen}


def _with_distinct_titles(clips: Sequence[Clip]) -> tuple[Clip, ...]:
    """Return the clips; one whose title an earlier one has is called by its first words."""
    named: list[Clip] = []
    for clip in clips:
        is_taken = clip.title.casefold() in {other.title.casefold() for other in named}
        named.append(replace(clip, title=first_words(clip.quote.quote)) if is_taken else clip)
    return tuple(named)
