"""Which questions are asked on behalf of the listeners."""

from retrieval.episode_pages.host_questions import find_host_questions
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
