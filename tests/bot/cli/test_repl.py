"""`chat`, and `run` without a token, on the bundled show and without a terminal."""

import pytest

from tests.bot.cli.conftest import RunPodcite

pytestmark = pytest.mark.slow

FRIDGE = "Why is the fridge a bad place for bread?"
CUP = "Who discovered radium, Marie Curie or somebody else?"


@pytest.mark.slow
def test_questions_that_nobody_types_are_answered_one_a_line(podcite_on_sample: RunPodcite) -> None:
    shown = podcite_on_sample("run", typed=f"{FRIDGE}\n\n{CUP}\n")
    assert shown.status == 0
    assert shown.lines[0] == f"? {FRIDGE}"
    assert f"? {CUP}" in shown.lines
    assert "The fridge is the worst place for bread. Bread" in shown.out
    assert "The transcripts don't hold an answer to that." in shown.out


@pytest.mark.slow
def test_a_conversation_ends_with_a_plain_word(podcite_on_sample: RunPodcite) -> None:
    for word in ("exit", "Quit", "/exit", "bye!"):
        shown = podcite_on_sample("chat", typed=f"{word}\n{FRIDGE}\n")
        assert (shown.status, shown.out) == (0, "")


@pytest.mark.slow
def test_a_conversation_understands_its_small_commands(podcite_on_sample: RunPodcite) -> None:
    typed = ["/help", "/episodes", "/episode bread", "/episode rolls", "/sing", FRIDGE, "/new", "/quit", CUP]
    shown = podcite_on_sample("chat", typed="\n".join(typed))
    assert "/episode ID" in shown.out
    assert "lighthouses" in shown.out
    assert "Searching only What the baker knows." in shown.out
    assert "rolls" in shown.err
    assert "There is no command /sing" in shown.out
    assert f"? {FRIDGE}" in shown.out
    assert CUP not in shown.out


def test_help_in_a_conversation_names_what_works_in_a_terminal(podcite_on_sample: RunPodcite) -> None:
    shown = podcite_on_sample("chat", typed="help\nhow do i add episodes?\n").out
    assert "/episode ID    search only this episode" in shown
    assert "podcite index add FILE" in shown
    assert "/library" not in shown
    assert "Discord" not in shown


@pytest.mark.slow
def test_a_follow_up_is_about_the_episode_that_the_catalog_answered_of(podcite_on_sample: RunPodcite) -> None:
    typed = [FRIDGE, "who is the guest of tides?", "what did he say about the Moon?"]
    shown = podcite_on_sample("chat", typed="\n".join(typed)).out
    assert "The guest in “Why the sea comes back” (Salt and Light) is Tobias Fell." in shown
    last = shown.split("? what did he say about the Moon?")[1]
    assert "The Moon moves away from us" in last
    assert "bread" not in last
    widened = podcite_on_sample("chat", typed=f"{typed[1]}\nwhat did he say about sourdough?\n").out
    assert "What the baker knows (bread)" in widened


def test_a_conversation_says_how_it_is_left(podcite_on_sample: RunPodcite) -> None:
    shown = podcite_on_sample("chat", typed="how do I quit?\nstop\n")
    assert (shown.status, shown.lines) == (0, ["To leave, type /quit (Ctrl-D does the same)."] * 2)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (
            "Was wird über Raketen und Mondlandungen gesagt?",
            ("keine Antwort gefunden", "Durchsucht habe ich", "Segment"),
        ),
        ("Qu'est-ce qui est dit sur les fusées ?", ("pas encore trouvé de réponse", "J'ai cherché dans")),
        ("ロケットについて何と言っていますか", ("答えは見つかっていません", "最も近い発言")),
        ("What is said about rockets?", ("don't hold an answer", "I looked at", "segment")),
    ],
)
def test_a_refusal_is_in_the_language_of_the_question(
    podcite_on_sample: RunPodcite, question: str, words: tuple[str, ...]
) -> None:
    for command in (("ask", question), ("ask", "-"), ("chat",)):
        shown = podcite_on_sample(*command, typed=f"{question}\n" if command[-1] != question else "").out
        assert all(each in shown for each in words), shown
        english = ("The transcripts", "closest passages", "I looked at", "no times")
        assert question.startswith("What") or not any(each in shown for each in english), shown


def test_the_next_question_in_english_is_answered_in_english(podcite_on_sample: RunPodcite) -> None:
    typed = "Was wird über Raketen gesagt?\nWhat is said about rockets?\n"
    first, second = podcite_on_sample("chat", typed=typed).out.split("What is said about rockets?")
    assert "keine Antwort" in first
    assert "The transcripts don't hold an answer" in second
