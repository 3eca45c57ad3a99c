import pytest

from bot.web.presentation_view import split_description
from bot.web.typography import (
    closed,
    curly,
    heading,
    license_name,
    quote_lines,
    quote_text,
    quoted,
    shown_number,
    shown_title,
)
from retrieval.models import Episode, Show


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Many knobs. - Yeah. - [Lex] Right.", ["Many knobs.", "Yeah.", "[Lex] Right."]),
        ("- So you're giving- - Yes.", ["So you’re giving-", "Yes."]),
        (">> Two voices. >> And more.", ["Two voices.", "And more."]),
        ("A pause - I think - is no turn.", ["A pause - I think - is no turn."]),
        ("we have been badly mocked for a long time", ["…we have been badly mocked for a long time…"]),
        ("It ends with a comma,", ["It ends with a comma,…"]),
        ('He said "no", and “yes”.', ["He said ‘no’, and ‘yes’."]),
        ('shorts today", she said "No."', ["…shorts today’, she said ‘No.’"]),
        ('A 5" screen.', ['A 5" screen.']),
        ("It was -- so to say -- late.", ["It was – so to say – late."]),
        ("שלום לכולם.", ["שלום לכולם."]),
    ],
)
def test_a_quote_is_set_in_lines_with_its_words_as_they_are(said: str, shown: list[str]) -> None:
    assert quote_lines(said) == shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("It's Lenny's, isn't it?", "It’s Lenny’s, isn’t it?"),
        ("'Cause the drivers' cars", "’Cause the drivers’ cars"),
        ("She said 'yes, maybe' to him.", "She said ‘yes, maybe’ to him."),
        ('He wrote "Life" ("a book").', "He wrote “Life” (“a book”)."),
        ("5' 7\" tall, the 90's", "5' 7\" tall, the 90’s"),
        ("“Right’s right.”", "“Right’s right.”"),
        ('"Windows 95"', "“Windows 95”"),
        ('"Windows 95" and "Windows 98", 6" wide', '“Windows 95” and “Windows 98”, 6" wide'),
        ('"A 6" pipe", she said', '“A 6" pipe”, she said'),
        ('"(Nearly) 1984" in 2024', "“(Nearly) 1984” in 2024"),
    ],
)
def test_marks_are_curly_and_no_character_moves(written: str, shown: str) -> None:
    assert curly(written) == shown
    assert len(shown) == len(written)


def test_a_quote_on_a_page_has_a_line_for_each_speaker_and_runs_no_markup() -> None:
    assert quoted("Tags. - <b>Yes.") == "“Tags. - &lt;b&gt;Yes.”"
    assert quoted("Knobs. - Yes & no.") == "“Knobs.<br>–\u00a0Yes &amp; no.”"
    assert quote_text("Knobs. - Yes & no.") == "Knobs. –\u00a0Yes & no."


@pytest.mark.parametrize(
    ("show", "title", "shown", "number"),
    [
        ("Lex Fridman Podcast", "Karpathy: AGI | Lex Fridman Podcast #333", "Karpathy: AGI", "#333"),
        ("The Lex Fridman Podcast", "#1 | AGI", "#1\u00a0| AGI", ""),
        ("Go Time", "Go Time #12 – Maps", "Maps", "#12"),
        ("Go Time", "Maps (Go Time, Episode 4)", "Maps (Go Time, Episode 4)", ""),
        ("Syntax - Web Treats", "Potluck - Syntax - Web Treats", "Potluck", ""),
        ("The Daily", "The Daily", "The Daily", ""),
        ("Go Time", "It's Go Time", "It’s Go Time", ""),
        ("Talk", "Small Talk: On listening", "Small Talk: On listening", ""),
        ("Lenny's Podcast", "Scripts | Alisa Cohn", "Scripts\u00a0| Alisa Cohn", ""),
    ],
)
def test_a_title_is_shown_without_the_name_of_its_show(
    show: str, title: str, shown: str, number: str
) -> None:
    episode = Episode(1, "e", Show(1, "s", show), title, 1, 1)
    assert (shown_title(episode), shown_number(episode)) == (shown, number)


def test_no_line_of_a_heading_ends_within_a_name_and_its_number() -> None:
    assert heading("On <GPT-4>, 2024-05-01") == 'On &lt;<span class="whole">GPT-4</span>&gt;, 2024-05-01'


def test_licenses_and_sentences_are_shown_as_people_write_them() -> None:
    assert [license_name(name) for name in ("cc-by-sa-4.0", "CC0-1.0", "MIT")] == [
        "CC BY-SA 4.0",
        "CC0 1.0",
        "MIT",
    ]
    assert [closed(text) for text in ("It works", "Does it?", "")] == ["It works.", "Does it?", ""]


def test_a_description_is_cut_after_a_sentence_where_one_ends_late_enough() -> None:
    first, second = (
        "The sea comes back, and nobody asks why it does. " * 3,
        ("Tobias Fell explains " * 9).strip(),
    )
    lead, rest = split_description(f"{first}{second}\nMore")
    assert lead == first.strip()
    assert rest == (second, "More")
    lead, rest = split_description("word " * 80)
    assert lead.endswith("word…")
    assert rest[0].startswith("…word")
