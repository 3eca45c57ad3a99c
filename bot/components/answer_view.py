"""The buttons and menus of one answer: a row for its sources, and a row for what to do with it."""

from collections.abc import Sequence

import discord
from discord import ui

from bot.components.answer_buttons import AnswerActionButton
from bot.components.citations import CitationsButton, SourcesSelect
from bot.components.segment_references import SegmentReferences
from bot.ui.answer_embeds import NEAREST
from bot.ui.discord_text import MAX_NAME, SEPARATOR, plain
from bot.ui.formatting import number, start_of
from bot.ui.language import _
from retrieval.models import Answer, Citation

MAX_SOURCE_BUTTONS = 4
"""The number of sources that have buttons; more are in a menu."""
MAX_OPTIONS = 25
"""The options that Discord allows in a menu."""


def answer_view(answer: Answer, *, private: bool = False) -> ui.View | None:
    """Return the buttons under an answer or a refusal; None where there is nothing to open."""
    cited = list(number(answer.sentences)) if answer.sentences else list(answer.nearest[:NEAREST])
    references = SegmentReferences.of_answer(answer, cited).as_written()
    if not references.references:
        return None
    view = ui.View(timeout=None)
    _add_sources(view, references, cited)
    actions = ["more", "ask", "good", "bad"] if answer.sentences else ["ask", "good", "bad"]
    for action in [*actions, *(["share"] if private else [])]:
        view.add_item(AnswerActionButton(action, row=1))
    return view


def _add_sources(view: ui.View, references: SegmentReferences, cited: Sequence[Citation]) -> None:
    """Add a button or an option for each segment, which opens it first."""
    pages = [references.turned(at) for at in range(len(references.pages))]
    if len(pages) <= MAX_SOURCE_BUTTONS:
        for at, page in enumerate(pages):
            label = _("Read {numbers}", numbers=_numbers(page)) if at == 0 else _numbers(page)
            view.add_item(CitationsButton(page.write(), label, row=0))
        return
    options = [
        discord.SelectOption(label=_describe(page, cited), value=str(at))
        for at, page in enumerate(pages[:MAX_OPTIONS])
    ]
    view.add_item(SourcesSelect(references.write().partition(":")[2], options))


def _numbers(page: SegmentReferences) -> str:
    return " ".join(f"[{n}]" for n in page.labels)


def _describe(page: SegmentReferences, cited: Sequence[Citation]) -> str:
    citation = cited[page.labels[0] - 1]
    speaker = citation.speaker or citation.inferred_speaker or ""
    facts = [speaker, start_of(citation), _("segment {number}", number=citation.segment)]
    return plain(f"{_numbers(page)} {SEPARATOR.join(filter(None, facts))}", MAX_NAME - 20)
