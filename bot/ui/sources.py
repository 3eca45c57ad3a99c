"""Say where cited words come from: marks after a sentence, a line for each source, and quoted passages."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from bot.citation_links import citation_url
from bot.ui.discord_text import MAX_NAME, SEPARATOR, bold, clean, fit, link, width
from bot.ui.formatting import start_of
from bot.ui.language import _
from retrieval.models import Citation, Sentence

NO_BREAK = "\u00a0"
"""A space at which no line ends."""

# Limits of this project's own, in UTF-16 code units.
_MARKS = 1200  # the links after a sentence
_TITLE = 150  # an episode's title


def quoted_citation(sentence: Sentence) -> Citation | None:
    """Return the citation whose words the sentence repeats, but for a capital at its beginning, if any."""
    said = clean(sentence.text).casefold()
    return next((cited for cited in sentence.citations if clean(cited.quote).casefold() == said), None)


def sentence_text(sentence: Sentence, longest: int) -> str:
    """Return a sentence; words of a speaker stand in quotation marks, and are followed by the speaker."""
    citation = quoted_citation(sentence)
    if citation is None:
        return fit(sentence.text, longest)
    text = fit(citation.spoken if citation.turns else sentence.text, longest)
    speaker = speaker_of(citation)
    return f"“{text}” —{NO_BREAK}{speaker}" if speaker else f"“{text}”"


def cited_text(sentence: Sentence, numbers: Mapping[Citation, int], longest: int) -> str:
    """Return a sentence with its marks, which are never alone on a line."""
    return f"{sentence_text(sentence, longest)}{NO_BREAK}{marks_of(sentence, numbers)}"


def marks_of(sentence: Sentence, numbers: Mapping[Citation, int]) -> str:
    """Return the linked citation numbers of a sentence, as many as fit."""
    room, marks = _MARKS, []
    for citation in dict.fromkeys(sentence.citations):
        label = f"[{numbers[citation]}]"
        linked = link(label, citation_url(citation))
        mark = linked if width(linked) < room else label
        room -= width(mark) + 1
        if room < 0:
            break
        marks.append(mark)
    return " ".join(marks)


def source_lines(numbers: Mapping[Citation, int]) -> Iterator[str]:
    """Yield a line for each source; those of several episodes stand under the episodes' names."""
    episodes = {citation.episode.key: citation.episode for citation in numbers}
    for key in episodes:
        heading = _episode_heading(next(c for c in numbers if c.episode.key == key), len(episodes))
        for citation, n in numbers.items():
            if citation.episode.key == key:
                yield f"{heading}{source_line(citation, n)}"
                heading = ""


def source_line(citation: Citation, n: int) -> str:
    """Return who said the cited words, when and where; the time and the segment link to the recording."""
    place = SEPARATOR.join(filter(None, (start_of(citation), _("segment {number}", number=citation.segment))))
    speaker = speaker_of(citation)
    return f"[{n}] {f'{speaker}{SEPARATOR}' if speaker else ''}{link(place, citation_url(citation))}"


def passage_blocks(citations: Sequence[Citation], longest: int) -> Iterator[str]:
    """Yield quoted passages, numbered from 1, each above the line of its source."""
    count = len({citation.episode.key for citation in citations})
    before: int | None = None
    for n, citation in enumerate(citations, start=1):
        heading = _episode_heading(citation, count) if citation.episode.key != before else ""
        before = citation.episode.key
        yield f"{heading}“{fit(citation.spoken, longest)}”\n{source_line(citation, n)}"


def speaker_of(citation: Citation) -> str:
    """Return the speaker, marked if inferred; empty if unknown."""
    speaker = fit(citation.speaker or "", MAX_NAME)
    if not speaker and citation.inferred_speaker:
        return _("probably {name}", name=fit(citation.inferred_speaker, MAX_NAME))
    return speaker


def is_quotation(sentences: Iterable[Sentence]) -> bool:
    """Return whether all sentences are speakers' own words."""
    return all(quoted_citation(sentence) is not None for sentence in sentences)


def _episode_heading(citation: Citation, episodes: int) -> str:
    """Return the line above the sources of an episode; one episode alone is named at the top already."""
    if episodes < 2:
        return ""
    show = fit(citation.episode.show.title, MAX_NAME)
    return f"{bold(fit(citation.episode.title, _TITLE))}{SEPARATOR}{show}\n"
