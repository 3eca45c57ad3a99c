"""What answers look like in Discord: pure functions from the library's words to embeds."""

from collections.abc import Iterable, Iterator, Sequence

import discord

from bot.ui.discord_text import (
    DESCRIPTION,
    FIELD,
    FIELDS,
    MESSAGE,
    TITLE,
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

ANSWERED = discord.Colour(0x2F9E8F)
REFUSED = discord.Colour(0xD9A441)

# What a sentence, its links, a quote that repeats its sentence, and a name may take at most.
_SENTENCE, _MARKS, _ECHO, _NAME = 2400, 1200, 90, 120
# What a message leaves to description and fields when title, author and footer are as long as can be.
_ROOM = MESSAGE - 3 * TITLE
_SEPARATOR = " · "


def answer(found: Answer) -> list[discord.Embed]:
    """The answer or the refusal as embeds, each of them the whole content of one message."""
    if not found.sentences:
        return [_refusal(found)]
    numbers = number(found.sentences)
    texts = pack(_lines(found.sentences, numbers), DESCRIPTION, _between(found.sentences))
    embeds = _pages(texts, [_source(each, n, found.sentences) for each, n in numbers.items()])
    _head(embeds[0], found.question, numbers)
    embeds[-1].set_footer(text=_foot(found))
    return embeds


def growing(question: str, sentences: Sequence[Sentence]) -> discord.Embed:
    """As much of an answer as is there while the rest is being written."""
    numbers = number(sentences)
    text, *more = pack(_lines(sentences, numbers), DESCRIPTION - 3, _between(sentences))
    embed = discord.Embed(description=text if more else f"{text}\n\n…", colour=ANSWERED)
    _head(embed, question, numbers)
    return embed


def working(step: Progress) -> discord.Embed:
    """How far long work is, until its result is there."""
    done = f" {step.done:,} of {step.total:,}" if step.total else ""
    return discord.Embed(description=f"{fit(step.stage.capitalize(), _NAME)}{done} …", colour=ANSWERED)


def _refusal(found: Answer) -> discord.Embed:
    looked = f" I looked at {fit(found.looked_at, FIELD)}." if found.looked_at else ""
    text = f"The transcripts don't hold an answer to that.{looked}"
    embed = discord.Embed(
        description=f"{text} What comes nearest:" if found.nearest else text, colour=REFUSED
    )
    _head(embed, found.question, found.nearest)
    for n, citation in enumerate(found.nearest[:3], start=1):
        name, value = _source(citation, n)
        embed.add_field(name=name, value=value, inline=False)
    embed.set_footer(text=_foot(found))
    return embed


def _head(embed: discord.Embed, question: str, citations: Iterable[Citation]) -> None:
    embed.title = fit(question, TITLE)
    episodes: dict[int, Episode] = {citation.episode.key: citation.episode for citation in citations}
    if len(episodes) == 1:
        (episode,) = episodes.values()
        name = plain(f"{episode.show.title}{_SEPARATOR}{episode.title}", TITLE)
        embed.set_author(name=name, url=address(episode.page_url))


def _foot(found: Answer) -> str:
    return plain(f"{found.model}{_SEPARATOR}{found.seconds.total:.1f} s", TITLE)


def _lines(sentences: Sequence[Sentence], numbers: dict[Citation, int]) -> Iterator[str]:
    for sentence in sentences:
        text = fit(sentence.text, _SENTENCE)
        yield f"{f'“{text}”' if _is_quote(sentence) else text} {marks_of(sentence, numbers)}"


def _is_quote(sentence: Sentence) -> bool:
    return any(clean(sentence.text) == clean(citation.quote) for citation in sentence.citations)


def _between(sentences: Sequence[Sentence]) -> str:
    # Quotes stand for themselves; other sentences read on.
    return "\n\n" if all(map(_is_quote, sentences)) else " "


def marks_of(sentence: Sentence, numbers: dict[Citation, int]) -> str:
    """The linked numbers of what a sentence cites, as many as there is room for."""
    room, marks = _MARKS, []
    for citation in dict.fromkeys(sentence.citations):
        label = f"[{numbers[citation]}]"
        linked = link(label, citation.url)
        mark = linked if width(linked) < room else label
        room -= width(mark) + 1
        if room < 0:
            break
        marks.append(mark)
    return " ".join(marks)


def _source(citation: Citation, n: int, sentences: Sequence[Sentence] = ()) -> tuple[str, str]:
    """The name and the value of the field that shows a citation."""
    episode = fit(citation.episode.id, _NAME)
    where = f"{episode}{_SEPARATOR}segment {citation.segment}"
    play = link("Play", citation.url)
    below = f"{play}{_SEPARATOR}{where}" if address(citation.url) and width(play) < FIELD // 2 else where
    said = _SEPARATOR.join(filter(None, (said_by(citation), _time(citation)))) or episode
    repeats = any(clean(citation.quote) in clean(sentence.text) for sentence in sentences)
    room = _ECHO if repeats else FIELD - width(below) - 3
    return f"[{n}] {said}", f"“{fit(citation.quote, room)}”\n{below}"


def said_by(citation: Citation) -> str:
    """Who said it, as far as the transcript tells; a guess is marked as one."""
    speaker = fit(citation.speaker or "", _NAME)
    if not speaker and citation.inferred_speaker:
        return f"probably {fit(citation.inferred_speaker, _NAME)}"
    return speaker


def _time(citation: Citation) -> str:
    if citation.start is None:
        return ""
    return f"{'≈ ' if citation.estimated else ''}{clock(citation.start)}"


def _pages(texts: Sequence[str], sources: Sequence[tuple[str, str]]) -> list[discord.Embed]:
    pages = [discord.Embed(description=text, colour=ANSWERED) for text in texts]
    used = width(texts[-1])
    for name, value in sources:
        used += width(name) + width(value)
        if used > _ROOM or len(pages[-1].fields) == FIELDS:
            pages.append(discord.Embed(colour=ANSWERED))
            used = width(name) + width(value)
        pages[-1].add_field(name=name, value=value, inline=False)
    return pages
