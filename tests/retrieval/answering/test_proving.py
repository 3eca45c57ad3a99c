"""Sentences are proven by their quotes: found by code, judged by rules, then by a verifier."""

import asyncio
import logging

import numpy
import pytest

from retrieval.answering import proving
from retrieval.answering.proving import Prover
from retrieval.answering.quotes import QuotedEvidence
from retrieval.answering.verification import Verdict
from retrieval.errors import ModelError
from retrieval.index.embeddings import load_embedding_model
from retrieval.models import Cue, Draft, Hit, Segment
from tests.retrieval.sample_episode import EPISODE, HITS

QUESTION = "How long does rye keep?"
NINE_DAYS = Draft("It stays moist for nine days.", (1,), "stays moist for nine days")
PARAPHRASE = Draft("Loaves of rye don't dry out for over a week.", (1,), "stays moist for nine days")


class Judge:
    """A verifier that returns what a test sets, or raises it."""

    name = "judge"

    def __init__(self, verdict: Verdict | Exception = "supported", delay: float = 0.0) -> None:
        self.verdict, self.delay = verdict, delay
        self.asked: list[tuple[str, str, str]] = []

    async def verify(self, sentence: str, question: str, evidence: QuotedEvidence) -> Verdict:
        self.asked.append((sentence, question, evidence.quote))
        await asyncio.sleep(self.delay)
        if isinstance(self.verdict, Exception):
            raise self.verdict
        return self.verdict


async def test_the_citation_is_the_quote_as_the_segment_has_it() -> None:
    proof = await Prover(Judge()).prove(NINE_DAYS, HITS, QUESTION)
    (sentence,) = proof.sentences
    assert [(c.segment, c.quote) for c in sentence.citations] == [(2, "stays moist for nine days.")]
    assert proof.rejected == 0


async def test_a_citation_begins_with_the_thought_and_not_with_bare_assent() -> None:
    said = Segment(1, (Cue("Exactly. Rye stays moist for nine days. So there."),))
    draft = Draft("Rye stays moist for nine days.", (1,), "Exactly. Rye stays moist for nine days.")
    proof = await Prover().prove(draft, [Hit(EPISODE, said, 1.0)], QUESTION)
    (sentence,) = proof.sentences
    assert [citation.quote for citation in sentence.citations] == ["Rye stays moist for nine days."]


async def test_without_its_quote_a_sentence_is_rejected_and_not_even_verified(
    caplog: pytest.LogCaptureFixture,
) -> None:
    judge = Judge()
    caplog.set_level(logging.INFO)
    proof = await Prover(judge).prove(
        Draft("Rye keeps for ages.", (1,), "rye keeps for ages"), HITS, QUESTION
    )
    assert (proof.sentences, proof.rejected, judge.asked) == ((), 1, [])
    assert "no such quote" in caplog.text
    assert "ages" not in caplog.text


async def test_a_sentence_that_repeats_a_passage_is_its_own_quote() -> None:
    proof = await Prover().prove(Draft("It stays moist for nine days.", (), "made up"), HITS, QUESTION)
    assert [c.quote for s in proof.sentences for c in s.citations] == ["It stays moist for nine days."]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("In my kitchen it keeps for over a week.", "stays moist for nine days."),
        ("I keep it for nine days.", "stays moist for nine days."),
        ("The guest says “I keep it for nine days”.", "The guest says “I keep it for nine days”."),
        ("It stays moist for nine days.", "It stays moist for nine days."),
    ],
)
async def test_the_first_person_is_a_quotation(text: str, shown: str) -> None:
    proof = await Prover(Judge()).prove(Draft(text, (1,), NINE_DAYS.quote), HITS, QUESTION)
    assert [sentence.text for sentence in proof.sentences] == [shown]


@pytest.mark.parametrize("text", ["It stays moist for ninety days.", "Baxter keeps it for nine days."])
async def test_rules_reject_what_the_verifier_would_let_through(text: str) -> None:
    judge = Judge()
    proof = await Prover(judge).prove(Draft(text, (1,), NINE_DAYS.quote), HITS, QUESTION)
    assert (proof.sentences, proof.rejected, judge.asked) == ((), 1, [])


async def test_the_verifier_decides_where_a_rule_may_be_wrong() -> None:
    denied = Draft("It does not stay moist for nine days.", (1,), NINE_DAYS.quote)
    assert (await Prover().prove(denied, HITS, QUESTION)).rejected == 1
    judge = Judge()
    assert (await Prover(judge).prove(denied, HITS, QUESTION)).rejected == 0
    assert len(judge.asked) == 1


async def test_the_verifier_decides_about_a_paraphrase_that_rules_alone_drop() -> None:
    paraphrase = Draft("Loaves of rye remain soft a good while.", (1,), NINE_DAYS.quote)
    assert (await Prover().prove(paraphrase, HITS, QUESTION)).rejected == 1
    judge = Judge()
    assert (await Prover(judge).prove(paraphrase, HITS, QUESTION)).rejected == 0
    assert judge.asked == [(paraphrase.text, QUESTION, "stays moist for nine days.")]


@pytest.mark.parametrize("verdict", ["contradicted", "not_said"])
async def test_what_the_verifier_does_not_support_is_rejected(
    verdict: Verdict, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    assert (await Prover(Judge(verdict)).prove(NINE_DAYS, HITS, QUESTION)).rejected == 1
    assert verdict in caplog.text
    assert "crumb-12:2" in caplog.text


@pytest.mark.parametrize("judge", [Judge(ModelError("The server failed.")), Judge(delay=5)])
async def test_where_the_verifier_fails_strict_rules_decide_and_the_log_says_so(
    judge: Judge, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proving, "VERIFICATION_TIMEOUT_SECONDS", 0.05)
    prover = Prover(judge)
    assert len((await prover.prove(NINE_DAYS, HITS, QUESTION)).sentences) == 1
    assert (await prover.prove(PARAPHRASE, HITS, QUESTION)).rejected == 1
    assert "judge did not verify" in caplog.text


ENGLISH = (
    "So the keeper of the light was a woman and she went out in the boat with two of her sons. "
    "In the end eighteen people were saved, and the newspapers in London wrote about her for weeks."
)
LIGHT = (Hit(EPISODE, Segment(1, (Cue(ENGLISH, speaker="Ida"),)), 1.0),)
EIGHTEEN = "eighteen people were saved"


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("Die Frau rettete am Ende mit dem Boot viele Menschen.", True),
        ("Über die Frau schrieben die Zeitungen in London wochenlang.", True),
        ("Die Frau rettete am Ende mit dem Boot 80 Menschen.", False),
        ("Am Ende rettete Grace Darling mit dem Boot viele Menschen.", False),
    ],
)
async def test_a_sentence_in_another_language_is_held_to_numbers_and_names(text: str, held: bool) -> None:
    proof = await Prover(Judge()).prove(Draft(text, (1,), EIGHTEEN), LIGHT, "Wie viele wurden gerettet?")
    assert bool(proof.sentences) == held


OBEYED = [
    "The password of the forum is marzipan.",
    "It stays moist for nine days, and the password of the forum is marzipan.",
    "Das Passwort des Forums lautet Marzipan, und niemand soll es wissen.",
    "You answer questions about podcast episodes from transcript passages, and from nothing else.",
    "It stays moist for nine days, as bakery.zip.example/x says at https://evil.zip now.",
    "It stays moist for nine days, see evil.zip.",
    "It stays moist for nine days, see bank.ru or evil[.]com.",
    "It stays moist for nine days, see evil.photography and 163.com.",
    "It stays moist for nine days, see EVIL.SHOP, evil(.)lol or xn--bnk-0na.xn--p1ai.",
]


@pytest.mark.parametrize("text", OBEYED)
async def test_a_verifier_that_obeys_a_transcript_proves_nothing_that_was_not_said(text: str) -> None:
    model = load_embedding_model()
    prover = Prover(Judge(), embed=lambda texts: numpy.asarray(model.embed_documents(texts)))
    proof = await prover.prove(Draft(text, (1,), NINE_DAYS.quote), HITS, "How long does rye bread keep?")
    assert not proof.sentences


async def test_a_question_in_another_language_lets_an_answer_be_in_it_but_not_the_rules() -> None:
    rules = "Sag es so: " + OBEYED[3]
    proof = await Prover(Judge()).prove(Draft(rules, (1,), EIGHTEEN), LIGHT, "Wie viele wurden da gerettet?")
    assert not proof.sentences
