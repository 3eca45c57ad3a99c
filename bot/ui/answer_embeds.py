"""Embeds of answers: sentences with linked citation numbers, and a field for each citation."""

from collections.abc import Iterable, Iterator, Sequence

import discord

from bot.citation_links import citation_url
from bot.ui.colours import AMBER, GREEN
from bot.ui.discord_text import (
    MAX_DESCRIPTION,
    MAX_FIELD,
    MAX_FIELDS,
    MAX_MESSAGE,
    MAX_NAME,
    MAX_TITLE,
    SEPARATOR,
    address,
    clean,
    fit,
    link,
    pack,
    plain,
    width,
)
from bot.ui.formatting import clock, number
from retrieval.models import Answer, Citation, Episode, Progress, Sentence

# Limits of this project's own, in UTF-16 code units.
_ANSWER_SENTENCE = 2400  # a sentence
_MARKS = 1200  # the links after a sentence
_ECHO = 90  # a quote that only repeats its sentence
_QUOTES_HEADING = "**What was said about this**\n\n"
_ROOM = MAX_MESSAGE - 3 * MAX_TITLE  # left to description and fields by the longest title, author and footer


def answer_embeds(answer: Answer) -> list[discord.Embed]:
    """Return the answer or the refusal as embeds, each the whole content of one message."""
    if not answer.sentences:
        return [_refusal(answer)]
    numbers = number(answer.sentences)
    texts = pack(
        _lines(answer.sentences, numbers),
        MAX_DESCRIPTION - len(_QUOTES_HEADING),
        _separator_between(answer.sentences),
    )
    texts[0] = _heading_of(answer.sentences) + texts[0]
    embeds = _pages(texts, [citation_field(citation, n, answer.sentences) for citation, n in numbers.items()])
    _head(embeds[0], answer.question, numbers)
    embeds[-1].set_footer(text=_footer(answer))
    return embeds


def unfinished_answer(question: str, sentences: Sequence[Sentence]) -> discord.Embed:
    """Return the sentences written so far, marked as unfinished."""
    numbers = number(sentences)
    most = MAX_DESCRIPTION - len(_QUOTES_HEADING) - 3
    text, *more = pack(_lines(sentences, numbers), most, _separator_between(sentences))
    text = _heading_of(sentences) + text
    embed = discord.Embed(description=text if more else f"{text}\n\n…", colour=GREEN)
    _head(embed, question, numbers)
    return embed


def place_in_line(place: int) -> discord.Embed:
    """Return what someone reads whose question waits: 1 is the next."""
    ahead = f"{place - 1} {'question is' if place == 2 else 'questions are'} ahead of yours"
    text = "Your question is next." if place == 1 else f"Your question is number {place} in line; {ahead}."
    return discord.Embed(description=text, colour=AMBER)


def progress_embed(step: Progress) -> discord.Embed:
    """Return the progress of long work, shown until its result is ready."""
    done = f" {step.done:,} of {step.total:,}" if step.total else ""
    return discord.Embed(description=f"{fit(step.stage.capitalize(), MAX_NAME)}{done} …", colour=GREEN)


def _refusal(answer: Answer) -> discord.Embed:
    scope = f" I looked at {fit(answer.looked_at, MAX_FIELD)}." if answer.looked_at else ""
    # While a part of the index is missing, nobody is told that there is no answer.
    finding = "I haven't found" if answer.left_out else "The transcripts don't hold"
    text = f"{finding} an answer to that{' so far' if answer.left_out else ''}.{scope}"
    embed = discord.Embed(
        description=f"{text} The closest passages:" if answer.nearest else text, colour=AMBER
    )
    _head(embed, answer.question, answer.nearest)
    for n, citation in enumerate(answer.nearest[:3], start=1):
        name, value = citation_field(citation, n)
        embed.add_field(name=name, value=value, inline=False)
    embed.set_footer(text=_footer(answer))
    return embed


def _head(embed: discord.Embed, question: str, citations: Iterable[Citation]) -> None:
    embed.title = fit(question, MAX_TITLE)
    episodes: dict[int, Episode] = {citation.episode.key: citation.episode for citation in citations}
    if len(episodes) == 1:
        (episode,) = episodes.values()
        name = plain(f"{episode.show.title}{SEPARATOR}{episode.title}", MAX_TITLE)
        embed.set_author(name=name, url=address(episode.page_url))


def _footer(answer: Answer) -> str:
    facts = [answer.left_out] if answer.left_out else []
    return plain(SEPARATOR.join([*facts, answer.model, f"{answer.seconds.total:.1f} s"]), MAX_TITLE)


def _lines(sentences: Sequence[Sentence], numbers: dict[Citation, int]) -> Iterator[str]:
    for sentence in sentences:
        text = fit(sentence.text, _ANSWER_SENTENCE)
        yield f"{f'“{text}”' if _is_quote(sentence) else text} {marks_of(sentence, numbers)}"


def _is_quote(sentence: Sentence) -> bool:
    return any(clean(sentence.text) == clean(citation.quote) for citation in sentence.citations)


def _heading_of(sentences: Sequence[Sentence]) -> str:
    return _QUOTES_HEADING if all(map(_is_quote, sentences)) else ""


def _separator_between(sentences: Sequence[Sentence]) -> str:
    # Quotes are paragraphs of their own; other sentences form running text.
    return "\n\n" if all(map(_is_quote, sentences)) else " "


def marks_of(sentence: Sentence, numbers: dict[Citation, int]) -> str:
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


def citation_field(
    citation: Citation, n: int, sentences: Sequence[Sentence] = (), longest: int = MAX_FIELD
) -> tuple[str, str]:
    """Return the name and the value of the field that shows a citation, its quote at most `longest`."""
    episode = fit(citation.episode.id, MAX_NAME)
    where = f"{episode}{SEPARATOR}segment {citation.segment}"
    play = link("Play", citation_url(citation))
    below = (
        f"{play}{SEPARATOR}{where}"
        if address(citation_url(citation)) and width(play) < MAX_FIELD // 2
        else where
    )
    heading = SEPARATOR.join(filter(None, (speaker_of(citation), start_of(citation)))) or episode
    repeats = any(clean(citation.quote) in clean(sentence.text) for sentence in sentences)
    room = _ECHO if repeats else MAX_FIELD - width(below) - 3
    return f"[{n}] {heading}", f"“{fit(citation.quote, min(room, longest))}”\n{below}"


def speaker_of(citation: Citation) -> str:
    """Return the speaker, marked if inferred; empty if unknown."""
    speaker = fit(citation.speaker or "", MAX_NAME)
    if not speaker and citation.inferred_speaker:
        return f"probably {fit(citation.inferred_speaker, MAX_NAME)}"
    return speaker


def start_of(citation: Citation) -> str:
    """Return when a citation starts, marked if estimated; empty if it has no time."""
    if citation.start is None:
        return ""
    return f"{'≈ ' if citation.estimated else ''}{clock(citation.start)}"


def _pages(texts: Sequence[str], sources: Sequence[tuple[str, str]]) -> list[discord.Embed]:
    pages = [discord.Embed(description=text, colour=GREEN) for text in texts]
    used = width(texts[-1])
    for name, value in sources:
        used += width(name) + width(value)
        if used > _ROOM or len(pages[-1].fields) == MAX_FIELDS:
            pages.append(discord.Embed(colour=GREEN))
            used = width(name) + width(value)
        pages[-1].add_field(name=name, value=value, inline=False)
    return pages
