"""Which segments of an episode are advertisements or a trailer."""

from retrieval.models import Cue, Segment
from retrieval.transcripts.advertisements import find_advertisements, find_trailer

TALK = [
    f"On day {day} the crew mended net number {day} and slept until the bell rang twice." for day in range(20)
]
SHOWN = "We lost the whole mast in one night and nobody on board said a word until the morning came."


def skipped_positions(*texts: str) -> set[int]:
    segments = [Segment(number, (Cue(text),)) for number, text in enumerate(texts, 1)]
    return {*find_advertisements(segments), *find_trailer(segments)}


def test_a_trailer_is_said_again_much_later() -> None:
    assert skipped_positions(SHOWN, *TALK, f"It was grim. {SHOWN} Then we rowed.") == {0}
    assert skipped_positions(SHOWN, *TALK) == set()


def test_what_is_said_again_at_once_or_late_in_an_episode_is_talk() -> None:
    assert skipped_positions(SHOWN, SHOWN, *TALK) == set()
    assert skipped_positions(*TALK, SHOWN, SHOWN) == set()


def test_a_short_phrase_that_everybody_says_makes_no_trailer() -> None:
    assert skipped_positions("That is right, yes.", *TALK, "That is right, yes.") == set()


def test_who_asks_to_buy_something_advertises() -> None:
    assert skipped_positions(*TALK[:9], "Support for this hour comes from Tarwell.", *TALK[9:]) == {9}


def test_a_spoken_address_and_a_plug_advertise() -> None:
    told = "Go to tarwell dot io, forward slash boat, sick.", "I'm going to shamelessly plug my own nets."
    assert skipped_positions(*TALK[:9], told[0], *TALK[9:12], told[1], *TALK[12:]) == {9, 13}


def test_a_segment_between_two_that_sell_is_part_of_the_advertisement() -> None:
    def advertisements(*texts: str) -> set[int]:
        return {*find_advertisements([Segment(number, (Cue(text),)) for number, text in enumerate(texts, 1)])}

    begin, end = "This episode is brought to you by Anchorite.", "Go to anchorite.com. That's anchorite.com."
    assert advertisements(*TALK, begin, "It's time consuming to tie knots.", end, *TALK) == {20, 21, 22}
    assert advertisements(*TALK, begin, *TALK[:3], end) == {20, 24}
