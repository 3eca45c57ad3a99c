"""Which questions are asked on behalf of the listeners."""

from retrieval.episode_pages.host_questions import find_host_questions, find_hosts, has_guests
from retrieval.models import Cue, Segment
from tests.retrieval.episode_pages.orthogonal_segments import page_input

NETS = page_input(
    "- Why do herring nets tear in winter storms?\n- Because the cork lines freeze, and what freezes breaks.",
    "- Why do anchors drag in winter storms? They drag because mud lets go. It is soft and deep.\n- Indeed.",
    "- To support us, use code HERRING for ten percent off. Why buy ordinary herring nets in winter?\n- Yes.",
)


def test_what_is_put_to_somebody_comes_first_and_adverts_ask_nothing() -> None:
    assert [each.question for each in find_host_questions(NETS)] == [
        "Why do herring nets tear in winter storms?",
        "Why do anchors drag in winter storms?",
    ]


def test_hosts_are_those_who_ask_others() -> None:
    def talk(*said: tuple[str, str]) -> tuple[Segment, ...]:
        return tuple(Segment(at, (Cue(text, None, None, name),)) for at, (name, text) in enumerate(said, 1))

    spoken = talk(
        ("Mira", "Do you fish?"),
        ("Ida", "Why do I fish? Who would feed me? The sea is there. I am hungry. Fish are food. So I fish."),
        ("Mira", "Do you sail?"),
        ("Ida", "I sail as well."),
    )
    assert find_hosts(spoken) == {"Mira"}
    assert has_guests(spoken, ["Mira"])
    assert not has_guests(spoken, ["Mira", "Ida"])


def test_what_is_quoted_or_asked_of_oneself_is_not_asked_for_listeners() -> None:
    quoted = (
        'He said, "You mend nets. Why do herring nets tear in winter storms?" I told him that I did not know.'
    )
    own = "Why do I mend herring nets in winter storms? Nobody else would do it in this harbour."
    assert find_host_questions(page_input(quoted, own)) == []
