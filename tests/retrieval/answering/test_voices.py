"""What somebody said is quoted in their own words, and not in those of who asks them."""

from dataclasses import replace

from retrieval.answering.extractive import cite_nearest, extract_answer
from retrieval.answering.voices import mark_others
from retrieval.models import Cue, Episode, Hit, Segment, Show, Voice

EPISODE = Episode(1, "coast-1", Show(1, "coast", "Coast"), "Ida Lund keeps the lamp", 1, 9)
IDA, MIRA = (
    Voice(frozenset({"ida", "lund"}), generations=frozenset({1})),
    Voice(frozenset({"mira"}), is_host=True, generations=frozenset({1})),
)
ASKED = "The lamp must be lonely, with fog all around it every single night of the winter."
QUESTION = "What do you make of the fog?"
TOLD = "It is a wall that you can hear, and I like how quiet everything gets behind it."


def hit(*said: tuple[str | None, str], number: int = 1) -> Hit:
    return Hit(EPISODE, Segment(number, tuple(Cue(text, speaker=name) for name, text in said)), 1.0, 0.6)


def quoted(found: Hit, voice: Voice) -> list[str]:
    hits = mark_others([found], voice)
    named = "Ida " if found.segment.speakers else ""  # a name that no speaker has is left out of questions
    return [sentence.text for sentence in extract_answer(f"What did {named}say about the fog?", hits)]


def test_where_speakers_are_named_only_their_own_words_are_quoted() -> None:
    named = hit(("Mira", ASKED), ("Mira", QUESTION), ("Ida Lund", TOLD))
    assert quoted(named, IDA) == [TOLD]
    assert quoted(named, MIRA) == [ASKED]


def test_where_nobody_is_named_what_follows_the_question_is_quoted() -> None:
    nameless = hit((None, ASKED), (None, QUESTION), (None, TOLD))
    assert quoted(nameless, IDA) == [TOLD]


def test_where_nobody_is_named_a_hosts_words_may_be_the_questions() -> None:
    nameless = hit((None, ASKED), (None, QUESTION), (None, TOLD))
    assert mark_others([nameless], MIRA) == (nameless,)


def test_what_only_the_interviewer_says_is_no_answer() -> None:
    nameless = hit((None, "We sail on Sunday."), (None, ASKED), (None, QUESTION))
    assert quoted(nameless, IDA) == []


def test_once_they_are_heard_nobody_elses_words_in_other_episodes_are_quoted() -> None:
    voice = replace(IDA, generations=frozenset({1}))
    other = replace(EPISODE, key=2, id="coast-2", generation=2)
    elsewhere = replace(hit((None, ASKED)), episode=other)
    told = replace(hit((None, "Ida Lund told me that the fog is a wall.")), episode=other)
    heard = hit(("Ida Lund", TOLD))
    assert [found.others for found in mark_others([elsewhere, told, heard], voice)] == [{0}, set(), set()]
    assert mark_others([elsewhere], voice) == (elsewhere,)


def test_a_short_reply_is_no_answer() -> None:
    assert quoted(hit(("Mira", QUESTION), ("Ida Lund", "Oh, boy. Nice one.")), IDA) == []


def test_in_an_episode_without_them_others_may_tell_what_somebody_said() -> None:
    other = hit(("Bo", "Ida told me that the fog is a wall that you can hear at night."))
    assert mark_others([other], IDA) == (other,)
    heard = replace(hit(("Ida Lund", TOLD), number=2))
    assert mark_others([other, heard], IDA)[0].others == {0}


def test_a_refusal_still_shows_what_comes_nearest_where_only_others_say_it() -> None:
    asked = mark_others([hit((None, ASKED), (None, QUESTION))], IDA)
    assert [citation.quote for citation in cite_nearest("What did say about the fog?", asked)] == [ASKED]
