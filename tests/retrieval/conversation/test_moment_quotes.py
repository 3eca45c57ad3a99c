"""What is quoted of a second of an episode."""

from retrieval.conversation.moment_answers import Moment
from retrieval.models import Cue, Episode, Segment, Show

EPISODE = Episode(1, "nets", Show(1, "harbour", "Harbour"), "Nets", 1, 1)
ASKED = "Why do herring nets tear?"
REPLY = "The cork lines freeze in the night, and what freezes breaks."


def quoted(second: int, *said: tuple[float, str]) -> str:
    segment = Segment(1, tuple(Cue(text, start, start + 9) for start, text in said))
    answer = Moment("what was said at 0:10?", EPISODE, second).read(lambda _: [segment])
    assert answer
    return answer.sentences[0].text


def test_a_question_and_a_nod_make_way_for_what_is_told() -> None:
    assert quoted(10, (0.0, "Mud lets go."), (10.0, ASKED), (20.0, "Exactly."), (30.0, REPLY)) == REPLY
    assert quoted(30, (0.0, "Mud lets go."), (30.0, REPLY), (40.0, ASKED)) == REPLY


def test_a_question_is_quoted_where_nothing_else_is_said() -> None:
    assert quoted(10, (0.0, "Mud lets go."), (10.0, ASKED)) == ASKED
