"""Embeds of answers: sentences or quotes with linked citation numbers, then a line for each source."""

from collections.abc import Iterable, Sequence

import discord

from bot.ui.colours import AMBER, GREEN
from bot.ui.discord_text import (
    ELLIPSIS,
    MAX_DESCRIPTION,
    MAX_FIELD,
    MAX_NAME,
    MAX_TITLE,
    SEPARATOR,
    address,
    bold,
    fit,
    pack,
    plain,
    width,
)
from bot.ui.formatting import model_name, number, ordinal
from bot.ui.language import _, decimal, gettext_noop, in_a_row, ngettext, shown
from bot.ui.sources import cited_text, is_quotation, passage_blocks, quoted_citation, source_lines
from retrieval.models import Answer, Citation, Episode, Progress, Sentence

# Limits of this project's own, in UTF-16 code units.
_ANSWER_SENTENCE = 2400  # a sentence
_PASSAGE = 220  # a passage under a refusal
_QUOTES_HEADING = gettext_noop("What was said about this")
INTERRUPTED = gettext_noop("I was restarted before your answer was ready. Please ask again.")
NEAREST = 3
"""How many passages a refusal shows."""


def answer_embeds(answer: Answer) -> list[discord.Embed]:
    """Return the answer or the refusal as embeds, each the whole content of one message."""
    if not answer.sentences:
        return _refusal(answer)
    numbers = number(answer.sentences)
    texts = [*_texts(answer.sentences, numbers), *pack(source_lines(numbers), MAX_DESCRIPTION)]
    embeds = _embeds(texts, GREEN)
    _head(embeds[0], answer.question, numbers)
    embeds[-1].set_footer(text=_footer(answer))
    return embeds


def unfinished_answer(question: str, sentences: Sequence[Sentence]) -> discord.Embed:
    """Return the sentences written so far, marked as unfinished."""
    numbers = number(sentences)
    text, *more = _texts(sentences, numbers)
    embed = discord.Embed(description=text if more else f"{text}\n\n…", colour=GREEN)
    _head(embed, question, numbers)
    return embed


def searching_embed(question: str, episodes: Sequence[Episode]) -> discord.Embed:
    """Return what an asker reads while these episodes are searched."""
    if len(episodes) == 1:
        text = _("Searching “{title}” …", title=fit(episodes[0].title, MAX_NAME))
    elif episodes:
        text = ngettext("Searching {n} episode …", "Searching {n} episodes …", len(episodes))
    else:
        text = _("Searching the episodes …")
    return _waiting(question, text)


def place_in_line(question: str, place: int) -> discord.Embed:
    """Return what someone reads whose question waits: 1 is the next, 0 waits for their own."""
    match place:
        case 0:
            text = _("Your question comes next after your earlier one …")
        case 1:
            text = _("Your question is next in line …")
        case _:
            text = _("Your question is {place} in line …", place=ordinal(place))
    return _waiting(question, text)


def progress_embed(step: Progress) -> discord.Embed:
    """Return the progress of long work, shown until its result is ready."""
    stage = shown(step.stage)
    stage = fit(stage[:1].upper() + stage[1:], MAX_NAME)
    done = _("{part} of {whole}", part=step.done, whole=decimal(step.total)) if step.total else ""
    return discord.Embed(description=" ".join(filter(None, (stage, done, ELLIPSIS))), colour=GREEN)


def interrupted_embed(title: str) -> discord.Embed:
    """Return what an asker reads whose answer was lost; `title` is the reply's own, rendered before."""
    return discord.Embed(title=title or None, description=_(INTERRUPTED), colour=AMBER)


def is_waiting(embed: discord.Embed) -> bool:
    """Return whether an embed shows that its reply isn't there yet."""
    return bool(embed.description and embed.description.endswith(ELLIPSIS) and not embed.footer.text)


def _waiting(question: str, text: str) -> discord.Embed:
    return discord.Embed(title=fit(question, MAX_TITLE), description=text, colour=AMBER)


def _refusal(answer: Answer) -> list[discord.Embed]:
    # While a part of the index is missing, or after a question in another language, there may be an answer.
    if answer.left_out or answer.is_unsure:
        finding = _("I haven't found an answer to that so far.")
    else:
        finding = _("The transcripts don't hold an answer to that.")
    looked_at = fit(shown(answer.looked_at), MAX_FIELD) if answer.looked_at else ""
    nearest = answer.nearest[:NEAREST]
    text = in_a_row(
        finding,
        _("I looked at {scope}.", scope=looked_at) if looked_at else "",
        _("The closest passages:") if nearest else "",
    )
    texts = [text, *passage_blocks(nearest, _PASSAGE)]
    embeds = _embeds(texts, AMBER)
    _head(embeds[0], answer.question, nearest)
    embeds[-1].set_footer(text=_footer(answer))
    return embeds


def _embeds(texts: Sequence[str], colour: discord.Colour) -> list[discord.Embed]:
    """Return as few embeds as hold the texts, none of which is cut."""
    descriptions = pack(texts, MAX_DESCRIPTION, "\n\n")
    return [discord.Embed(description=description, colour=colour) for description in descriptions]


def _head(embed: discord.Embed, question: str, citations: Iterable[Citation]) -> None:
    embed.title = fit(question, MAX_TITLE)
    episodes: dict[int, Episode] = {citation.episode.key: citation.episode for citation in citations}
    if len(episodes) == 1:
        (episode,) = episodes.values()
        name = plain(f"{episode.show.title}{SEPARATOR}{episode.title}", MAX_TITLE)
        embed.set_author(name=name, url=address(episode.page_url))


def _footer(answer: Answer) -> str:
    facts = [shown(answer.left_out)] if answer.left_out else []
    seconds = f"{decimal(answer.seconds.total, 1)} s"
    return plain(SEPARATOR.join([*facts, model_name(answer.model), seconds]), MAX_TITLE)


def _texts(sentences: Sequence[Sentence], numbers: dict[Citation, int]) -> list[str]:
    """Return the sentences with their marks, in as few texts as a description each can hold."""
    lines = (cited_text(sentence, numbers, _ANSWER_SENTENCE) for sentence in sentences)
    # Quotes are paragraphs of their own; other sentences form running text.
    separator = "\n\n" if any(map(quoted_citation, sentences)) else " "
    heading = f"{bold(_(_QUOTES_HEADING))}\n\n"
    texts = pack(lines, MAX_DESCRIPTION - width(heading) - 3, separator)
    if is_quotation(sentences):
        texts[0] = heading + texts[0]
    return texts
