import re

from markupsafe import Markup

from bot.web.marking import Paragraph, found_words, marked, spoken_turns
from retrieval.answering.citations import cite
from retrieval.models import Cue, Episode, Segment, Show

EPISODE = Episode(1, "e", Show(1, "s", "Show"), "Title", 1, 1)
TALK = Segment(
    7,
    (
        Cue("so many knobs."),
        Cue("- Yeah. They are"),
        Cue("trainable & modifiable."),
        Cue("- Yes.", speaker="Lex"),
        Cue("- And so"),
    ),
)


def plain(words: Markup) -> str:
    return Markup(re.sub(r"</?mark>", "", words)).unescape()


def test_dashes_between_turns_become_turns() -> None:
    shown = [(turn.name, plain(turn.words), turn.begins) for turn in marked(TALK)]
    assert shown == [
        ("", "so many knobs.", False),
        ("", "Yeah. They are trainable & modifiable.", True),
        ("Lex", "Yes.", False),
        ("", "And so", True),
    ]
    for turn in spoken_turns(TALK):
        assert TALK.text[turn.start :].startswith(turn.words)


def test_quotes_are_marked_in_turns_also_across_dashes() -> None:
    quotes = [
        cite(EPISODE, TALK, quote) for quote in ("knobs. - Yeah.", "They are trainable & mod", "- And so")
    ]
    shown = [str(turn.words) for turn in marked(TALK, quotes)]
    assert shown == [
        "so many <mark>knobs.</mark>",
        "<mark>Yeah.</mark> <mark>They are trainable &amp; mod</mark>ifiable.",
        "Yes.",
        "<mark>And so</mark>",
    ]


def test_a_search_marks_its_words_in_every_form_but_no_stop_words() -> None:
    segment = Segment(
        1, (Cue("The network's layers learn, and Learning <b>networks</b> is how they do it."),)
    )
    (paragraph,) = found_words(segment, "how do networks learn")
    assert paragraph.words == (
        "The <mark>network’s</mark> layers <mark>learn</mark>, and <mark>Learning</mark> "
        "&lt;b&gt;<mark>networks</mark>&lt;/b&gt; is how they do it."
    )


def test_a_search_shows_the_sentences_of_a_long_segment_that_have_most_of_its_words() -> None:
    filler = "This sentence speaks of the weather in the harbour. " * 9
    wanted = "The moon pulls the sea twice a day."
    segment = Segment(1, (Cue(filler), Cue("- " + filler.strip()), Cue(wanted), Cue("- " + filler.strip())))
    shown = list(found_words(segment, "moon and sea"))
    text = " ".join(plain(paragraph.words) for paragraph in shown)
    assert wanted in text
    assert text.startswith("…\u00a0")
    assert not shown[0].begins, "the mark of a turn stands where its beginning is cut"
    assert text.endswith("\u00a0…")
    assert len(text.split()) < 80
    assert all(isinstance(paragraph, Paragraph) for paragraph in shown)
    assert list(found_words(segment, "the")) == list(found_words(segment, ""))
