from datetime import date

from retrieval.models import Cue, Details, Segment


def test_a_segment_names_its_stated_speakers_in_order_and_never_an_inferred_one() -> None:
    cues = (
        Cue("Hello.", 1.0, 2.0, "Ada"),
        Cue("Hi.", 2.0, 3.0, "Grace", inferred=True),
        Cue("Welcome.", 3.0, 4.0, "Ben"),
        Cue("So.", 4.0, 5.5, "Ada"),
    )
    segment = Segment(1, cues)
    assert segment.speakers == ("Ada", "Ben")
    assert segment.speaker == "Ada, Ben"
    assert segment.text == "Hello. Hi. Welcome. So."
    assert (segment.start, segment.end) == (1.0, 5.5)


def test_a_segment_is_nobodys_where_most_of_its_words_have_no_stated_speaker() -> None:
    cues = (Cue("Yes.", speaker="Ada"), Cue("And then the tide comes in over the wall.", speaker=None))
    assert Segment(1, cues).speaker is None
    assert Segment(1, cues).speakers == ("Ada",)


def test_details_keep_what_they_say_and_take_the_rest_from_the_other() -> None:
    said = Details(title="Mine", published=None)
    other = Details(show="Tides", title="Theirs", published=date(2024, 5, 1), guests=("Ada",))
    merged = said.or_else(other)
    assert merged == Details(show="Tides", title="Mine", published=date(2024, 5, 1), guests=("Ada",))
