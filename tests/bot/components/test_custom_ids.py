"""Buttons of messages that an earlier version has sent keep working: custom ids never change."""

from dataclasses import replace

import pytest
from discord import ui

from bot.components.answer_buttons import AnswerActionButton, AskAgainButton
from bot.components.answer_view import answer_view
from bot.components.asking import AnswerButton, ChoiceButton
from bot.components.citations import CitationsButton, SourcesSelect, TurnCitationButton
from bot.components.pages.episode_list import episode_list_page
from bot.components.pages.hits import hits_page
from bot.components.pages.navigation import PageButton
from bot.components.pages.topics import TopicSelect, topic_page
from bot.components.pages.transcript import JumpButton, transcript_page
from bot.components.segment_references import SegmentReferences
from bot.jobs.buttons import (
    AddNewButton,
    CancelButton,
    ConfirmRemovalButton,
    DescribeButton,
    DiscardButton,
    ReplaceButton,
)
from bot.replies.buttons import SummaryButton
from retrieval.models import SegmentKey, Sentence
from retrieval.models.episode_pages import Summary, Topic
from tests.bot.fake_library import FakeLibrary
from tests.bot.samples import ANSWERED, BRIDLE, EPISODE, TAIL

IDS = [
    (CitationsButton, "cited:0:3+c.d"),
    (TurnCitationButton, "turn:1:3+c.d"),
    (PageButton, "goto:topic:3.-1"),
    (PageButton, "goto:segment:3.12"),
    (PageButton, "goto:hits:1:0:3+c.d"),
    (PageButton, "goto:shelf:0.2"),
    (TopicSelect, "topics:3"),
    (JumpButton, "jump:3"),
    (AnswerButton, "asks:3.1"),
    (SummaryButton, "summary:kites"),
    (ChoiceButton, "choose:ask:3"),
    (ChoiceButton, "choose:transcript:12"),
    (CancelButton, "job:cancel:12"),
    (DescribeButton, "job:describe:12"),
    (DiscardButton, "job:drop:12"),
    (ConfirmRemovalButton, "job:confirm:12"),
    (ReplaceButton, "job:replace:12"),
    (AddNewButton, "job:new:12"),
    (SourcesSelect, "sources:3+c-0-q.d"),
    (AnswerActionButton, "answer:more"),
    (AskAgainButton, "again:kites"),
    (AskAgainButton, "again:"),
]


@pytest.mark.parametrize(("kind", "custom_id"), IDS)
async def test_a_button_is_known_by_its_custom_id_and_keeps_it(
    kind: type[ui.DynamicItem[ui.Item[ui.View]]], custom_id: str
) -> None:
    match = kind.__discord_ui_compiled_template__.fullmatch(custom_id)
    assert match
    item = await kind.from_custom_id(None, None, match)  # type: ignore[arg-type]
    assert item.custom_id == custom_id


def ids(view: ui.View | None) -> list[str]:
    assert view
    return [item.custom_id for item in view.children]  # type: ignore[attr-defined]


async def test_every_page_has_the_buttons_that_it_always_had() -> None:
    library = FakeLibrary(stored_episodes=[replace(EPISODE, key=n) for n in range(20)])
    listed = await episode_list_page(library, None, 0, 1)
    assert ids(listed.view) == ["goto:shelf:0.0", "goto:shelf:0.2"]

    library = FakeLibrary()
    transcript = await transcript_page(library, EPISODE, None, 12)
    assert ids(transcript.view) == ["goto:segment:3.11", "goto:segment:3.13", "jump:3"]
    found = SegmentReferences(tuple(SegmentKey(3, n) for n in range(1, 6)))
    hits = await hits_page(library, None, "kites", found)
    assert ids(hits.view) == ["goto:hits:1:1:3+1.2.3.4.5", "goto:hits:0:1:3+1.2.3.4.5"]

    topic = Topic("Bridles", 0.0, 60.0, (Sentence("So it is.", (TAIL,)),), BRIDLE)
    summary = topic_page(Summary(EPISODE, (topic, topic), "extractive"), 0)
    assert ids(summary.view) == ["goto:topic:3.-1", "goto:topic:3.1", "cited:0:3+d.c", "topics:3"]
    sources = ["cited:0:3+c.d", "cited:1:3+c.d"]
    actions = ["answer:more", "answer:ask", "answer:good", "answer:bad"]
    assert ids(answer_view(ANSWERED)) == [*sources, *actions]
    assert ids(answer_view(ANSWERED, private=True)) == [*sources, *actions, "answer:share"]
