"""What ends a conversation in the terminal, and what asks how to."""

import pytest

from bot.cli.leaving import asks_how_to_leave, leaves


@pytest.mark.parametrize(
    "line",
    ["quit", "Exit", "/quit", "/exit", ":q", "q", "exit!", "quit.", "exit()", "bye", "Goodbye!", "/bye"],
)
def test_a_word_ends_the_conversation(line: str) -> None:
    assert leaves(line)
    assert leaves(f" {line} ")


@pytest.mark.parametrize(
    "line",
    [
        "how do I quit?",
        "How do I leave",
        "how can i exit this chat?",
        "how to stop",
        "how do I stop the bot?",
        "how do I get out of here?",
        "how does one leave the program",
        "ok, how do I close this thing?",
        "what do I type to leave?",
        "what should I do to get out?",
        "is there a way to exit?",
        "How do I exit this?",
        "what's the command to quit",
        "I want to leave",
        "can I stop now?",
        "let me leave",
        "stop",
        "leave",
        "how do you log off",
        "how do I log out?",
        "how do I stop talking to you?",
    ],
)
def test_a_question_about_leaving_is_known(line: str) -> None:
    assert asks_how_to_leave(line)
    assert not leaves(line)


@pytest.mark.parametrize(
    "line",
    [
        "How do you quit a job?",
        "How do I exit Vim?",
        "Why did she leave?",
        "How do I stop it?",
        "how do you end that?",
        "how do you leave it?",
        "How do I stop smoking?",
        "When should founders quit?",
        "How do lighthouses stop ships?",
        "How do I close a deal?",
        "What does he say about leaving the company?",
        "exit strategies",
        "quit your job",
        "how do I remove an episode?",
        "How did the war end?",
        "Where does the river end?",
        "how do I stop my sourdough from dying?",
    ],
)
def test_a_question_about_what_was_said_is_none_about_leaving(line: str) -> None:
    assert not asks_how_to_leave(line)
    assert not leaves(line)
