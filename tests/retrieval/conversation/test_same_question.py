"""The question before a message is asked again of whom or what the message names."""

from pathlib import Path

import pytest

from retrieval.conversation import same_question as same_question_module
from retrieval.conversation.same_question import same_question
from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.library import Library
from retrieval.models import Request, Scope, Turn
from retrieval.models.answers import turn_of
from retrieval.models.options import Options
from tests.prepared_homes import copied
from tests.retrieval.understanding.shelf import names

SAID = "What did Bo Rantzau say about granite?"


def again(message: str, *questions: str) -> str | None:
    history = [Turn(question, "It is hard.") for question in questions]
    found = same_question(message, history, names())
    return found and found[0]


@pytest.mark.parametrize(
    ("message", "question", "expected"),
    [
        ("and Pelle Osk?", SAID, "What did Pelle Osk say about granite?"),
        ("and ada?", SAID, "What did Ada say about granite?"),
        ("ok and what about Ada Brisk", SAID, "What did Ada Brisk say about granite?"),
        ("and Mira?", SAID, "What did Mira say about granite?"),
        ("same question for Ada Brisk", SAID, "What did Ada Brisk say about granite?"),
        ("and Ada?", "What do they say about bread?", "What does Ada say about bread?"),
        ("and Ada?", "What was said about bread?", "What did Ada say about bread?"),
        ("und Ada Brisk?", "Was sagt Bo Rantzau über Granit?", "Was sagt Ada Brisk über Granit?"),
        ("¿y Ada?", "¿Qué dice Bo Rantzau sobre el granito?", "¿Qué dice Ada sobre el granito?"),
        ("et Ada ?", "Que dit Bo Rantzau de la pierre ?", "Que dit Ada de la pierre ?"),
        ("e Ada?", "O que Bo Rantzau disse sobre granito?", "O que Ada disse sobre granito?"),
        ("and Peter Unknown?", SAID, None),
        ("and Ada Brisk?", "Why did Pelle Osk quit sailing?", None),
        ("and the price?", SAID, None),
        ("and Bo Rantzau?", SAID, None),
    ],
)
def test_a_question_for_somebodys_words_is_asked_of_another(
    message: str, question: str, expected: str | None
) -> None:
    assert again(message, question) == expected


@pytest.mark.parametrize(
    ("message", "question", "expected"),
    [
        ("no, I mean sourdough", "what about granite", "what about sourdough"),
        ("I meant sourdough.", "What do they say about granite?", "What do they say about sourdough?"),
        ("sorry, I was asking about the rye", SAID, "What did Bo Rantzau say about the rye?"),
        ("i mean sourdough", SAID, "What did Bo Rantzau say about sourdough?"),
        ("not granite, sourdough", SAID, "What did Bo Rantzau say about sourdough?"),
        ("no, not granite but sourdough", SAID, "What did Bo Rantzau say about sourdough?"),
        ("sourdough, not granite", SAID, "What did Bo Rantzau say about sourdough?"),
        ("No, I mean a knot", "What is a breakwater?", "What is a knot?"),
        ("no, I mean knots", "Why did the breakwater take so long?", "What do they say about knots?"),
        ("no, I mean taxes", "episodes about bread", "episodes about taxes"),
        ("same question for sourdough", "what about granite", "what about sourdough"),
        ("I meant taxes", "What is said about bread in Ledger?", "What is said about taxes in Ledger?"),
        ("nein, ich meinte Steuern", "Was sagen sie über Brot?", "Was sagen sie über Steuern?"),
        ("nicht Brot, sondern Steuern", "Was sagen sie über Brot?", "Was sagen sie über Steuern?"),
        ("no, me refería a impuestos", "¿Qué dicen sobre el pan?", "¿Qué dicen sobre impuestos?"),
        ("non, je voulais dire impôts", "Que dit-on sur le pain ?", "Que dit-on sur impôts ?"),
        ("não, eu quis dizer impostos", "O que dizem sobre o pão?", "O que dizem sobre impostos?"),
        ("i meant how warm a sourdough has to be", SAID, None),
        ("no, I meant the other one", SAID, None),
        ("i mean whatever", SAID, None),
        ("no, I meant Pelle Osk", SAID, None),
        ("no thanks, not now", SAID, None),
        ("not bread, sourdough", SAID, None),
    ],
)
def test_a_correction_puts_its_subject_in_place_of_the_old_one(
    message: str, question: str, expected: str | None
) -> None:
    assert again(message, question) == expected


@pytest.mark.parametrize(
    ("message", "question", "expected"),
    [
        ("same question for Ledger", "What is said about bread?", "What is said about bread in Ledger?"),
        ("the same for Ledger", "What about bread in Oven Hour?", "What about bread in Ledger?"),
        ("same question for Ledger", SAID, "What did they say about granite in Ledger?"),
        ("same question for Harbour Talk", SAID, f"{SAID[:-1]} in Harbour Talk?"),
        ("same question for oven-7", "What is said about bread?", "What is said about bread in oven-7?"),
        ("die gleiche Frage für Ledger", "Was sagen sie über Brot?", "Was sagen sie über Brot in Ledger?"),
        ("la misma pregunta para Ledger", "¿Qué dicen del pan?", "¿Qué dicen del pan en Ledger?"),
        ("même question pour Ledger", "Que disent-ils du pain ?", "Que disent-ils du pain dans Ledger ?"),
        ("a mesma pergunta para Ledger", "O que dizem do pão?", "O que dizem do pão em Ledger?"),
    ],
)
def test_the_same_question_is_asked_of_another_show_or_episode(
    message: str, question: str, expected: str
) -> None:
    assert again(message, question) == expected


def test_each_message_goes_on_from_the_question_that_the_one_before_it_made() -> None:
    assert again("and Ada?", SAID, "and Pelle Osk?", "no, I mean salt") == "What did Ada say about salt?"


def test_many_corrections_in_a_row_are_not_followed_back_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = list[str]()

    def understand(text: str, *rest: object) -> Request:
        asked.append(text)
        return Request("followup", "wrong")

    monkeypatch.setattr(same_question_module, "understand", understand)
    assert again("no, I mean zork", *["no, I mean zork"] * 40) is None
    assert 0 < len(asked) < 50


@pytest.mark.parametrize(
    "message",
    [
        "no, I mean in English",
        "no, I mean shorter",
        "No, I meant thanks",
        "nein, ich meinte Granit",
        "and[b " + "a " * 500 + "z",
    ],
)
def test_what_is_no_subject_is_not_asked_about(message: str) -> None:
    assert again(message, SAID if "Granit" not in message else "Why did Pelle Osk quit sailing?") is None


def test_nothing_is_asked_again_after_the_catalog_was_asked_or_at_the_beginning() -> None:
    assert again("and Ada?", SAID, "how many episodes are there?") is None
    assert again("and Ada?") is None


async def test_an_answer_names_the_question_that_was_asked(
    indexed_sample: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    library = Library(Options(copied(indexed_sample, tmp_path_factory), embedding_model=DEFAULT_MODEL))
    try:
        turn = turn_of(await library.ask("What did Tobias Fell say about salt?", Scope()))
        assert turn is not None
        answer = await library.ask("and Josip Varga?", Scope(), history=[turn])
    finally:
        await library.close()
    assert (answer.question, answer.kind) == ("What did Josip Varga say about salt?", "talk")
