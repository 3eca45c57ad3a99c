"""Strong language is shown as a server wants it, and nothing else of a text changes."""

from contextvars import copy_context

import pytest

from bot.ui.discord_text import escape, fit, plain, width
from bot.ui.excerpt_embeds import marked, segment_text
from bot.ui.strong_language import Wording, show_strong_language
from retrieval.models import Cue, Episode, Segment, Show
from retrieval.models.guilds import StrongLanguage

EPISODE = Episode(1, "tides", Show(1, "notes", "Field Notes"), "Tides", 1, 1)
SAID = "What the FUCK, a *shitty* assassin in Scunthorpe passed a class."


def shown(wording: Wording, render: object, *args: object) -> str:
    def inside() -> str:
        show_strong_language(wording)
        return str(render(*args))  # type: ignore[operator]

    return copy_context().run(inside)


@pytest.mark.parametrize(
    ("how", "text"),
    [
        ("shown", r"What the FUCK, a \*shitty\* assassin in Scunthorpe passed a class."),
        (
            "behind spoiler bars",
            r"What the ||FUCK||, a \*||shitty||\* assassin in Scunthorpe passed a class.",
        ),
        ("left out", r"What the \[…\], a \*\[…\]\* assassin in Scunthorpe passed a class."),
    ],
)
def test_strong_words_are_shown_as_the_server_wants(how: StrongLanguage, text: str) -> None:
    assert shown(Wording(how), escape, SAID) == text


def test_a_server_adds_words_of_its_own() -> None:
    wording = Wording("behind spoiler bars", ("heck", "a.b"))
    assert shown(wording, escape, "Heck, checks are a.b but not aXb.") == (
        "||Heck||, checks are ||a.b|| but not aXb."
    )


def test_somebodys_name_is_no_strong_language_unless_a_server_says_so() -> None:
    bars = Wording("behind spoiler bars")
    said = "Dick Clark was no dick. Dick move, said DICK Clark."
    assert shown(bars, escape, said) == "Dick Clark was no ||dick||. ||Dick|| move, said ||DICK|| Clark."
    assert shown(Wording("behind spoiler bars", ("Karen",)), escape, "Karen Clark") == "||Karen|| Clark"


def test_the_words_of_buttons_and_footers_are_left_out() -> None:
    assert shown(Wording("behind spoiler bars"), plain, "Fuck the tides", 80) == "[…] the tides"


@pytest.mark.parametrize("limit", [12, 30, 47, 200])
def test_bars_never_make_a_text_too_wide(limit: int) -> None:
    text = shown(Wording("behind spoiler bars"), fit, "shit fuck shit fuck shit fuck shit fuck", limit)
    assert width(text) <= limit
    assert text.count("||") % 2 == 0


def test_a_cited_quote_stays_bold_around_its_bars() -> None:
    segment = Segment(1, (Cue("Well, fuck the tides, I said.", 0.0, 3.0),))
    text = shown(
        Wording("behind spoiler bars"), segment_text, EPISODE, marked(segment, [(6, 20)]), 500, "[1]"
    )
    assert "Well, **||fuck|| the tides**, I said." in text
