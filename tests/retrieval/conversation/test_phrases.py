"""Every language says the same things, with the same values, numbers and dates as people there write them."""

import re
from datetime import date

import pytest

from retrieval.conversation.catalog_answers import answer_from_catalog
from retrieval.conversation.phrases import Phrases, read_texts
from retrieval.models import Reference
from retrieval.models.requests import Missing
from retrieval.understanding.classify import understand
from tests.retrieval.understanding.shelf import names

OTHER_LANGUAGES = ("de", "es", "fr", "pt", "ja")


def values_in(text: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", text))


@pytest.mark.parametrize("language", OTHER_LANGUAGES)
def test_a_language_has_every_text_or_one_that_needs_no_words(language: str) -> None:
    missing = read_texts("en").keys() - read_texts(language).keys()
    assert {name for name in missing if re.search(r"\w", re.sub(r"{\w+}", "", read_texts("en")[name]))} == (
        {"people_in"} if language == "de" else set()
    )


@pytest.mark.parametrize("language", OTHER_LANGUAGES)
def test_a_translation_says_the_same_values(language: str) -> None:
    for name, text in read_texts(language).items():
        if name == "other_language":
            continue
        for form in text.split("|"):
            wanted = [values_in(english) for english in read_texts("en")[name].split("|")]
            assert values_in(form) in wanted, (name, form)


@pytest.mark.parametrize(
    ("language", "one", "many", "day", "people"),
    [
        ("en", "1 episode", "1,200 episodes", "8 June 2026", "A, B and C"),
        ("de", "1 Folge", "1.200 Folgen", "8. Juni 2026", "A, B und C"),
        ("es", "1 episodio", "1.200 episodios", "8 de junio de 2026", "A, B y C"),
        ("fr", "1 épisode", "1\u202f200 épisodes", "8 juin 2026", "A, B et C"),
        ("pt", "1 episódio", "1.200 episódios", "8 de junho de 2026", "A, B e C"),
        ("ja", "1本のエピソード", "1,200本のエピソード", "2026年6月8日", "A、B、C"),
    ],
)
def test_numbers_dates_and_lists_are_written_as_the_language_writes_them(
    language: str, one: str, many: str, day: str, people: str
) -> None:
    phrases = Phrases(language)
    assert (phrases.episodes(1), phrases.episodes(1200)) == (one, many)
    assert (phrases.long_date(date(2026, 6, 8)), phrases.joined(["A", "B", "C"])) == (day, people)


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("welche ist die neueste Folge?", "Die neueste Folge hier ist „Knots that hold“ (Harbour Talk)"),
        ("wie viele Folgen gibt es?", "Diese Bibliothek hat 4 Folgen aus 3 Sendungen"),
        ("¿cuál es el último episodio?", "El episodio más reciente aquí es «Knots that hold»"),
        ("¿cuántos episodios hay?", "Esta biblioteca tiene 4 episodios de 3 programas"),
        ("quel est le dernier épisode ?", "L'épisode le plus récent ici est « Knots that hold »"),
        ("combien d'épisodes y a-t-il ?", "Cette bibliothèque a 4 épisodes de 3 émissions"),
        ("qual é o último episódio?", "O episódio mais recente aqui é “Knots that hold”"),
        ("quantos episódios há?", "Esta biblioteca tem 4 episódios de 3 programas"),
        ("最新のエピソードは？", "ここで最新のエピソードは「Knots that hold」"),
        ("Gibt es die Folge 512 von Harbour Talk?", "keine Folge 512 von Harbour Talk; die neueste ist 12"),
    ],
)
def test_the_catalog_answers_in_the_language_of_the_question(message: str, said: str) -> None:
    text, _ = answer_from_catalog(understand(message, names()), names())
    assert said in text


@pytest.mark.parametrize(
    ("hosts", "said"), [(1, "lo presenta Mira Quist"), (2, "lo presentan Mira Quist y Bo Rantz")]
)
def test_one_host_and_several_are_each_told_of_in_their_own_form(hosts: int, said: str) -> None:
    phrases, people = Phrases("es"), ("Mira Quist", "Bo Rantz")[:hosts]
    for name in ("hosts", "hosts_of_show", "guest_none"):
        assert said in phrases.say(name, n=hosts, show="Oven", title="Rye", names=phrases.joined(people))


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        (Missing("number", "512"), "There is no episode 512 in this library"),
        (Missing("person", "zubrowski"), "I can't find anybody called Zubrowski in this library."),
        (Missing("time", first=date(2025, 7, 1), last=date(2025, 7, 31)), "no episode from July 2025"),
        (Missing("time", first=date(2025, 1, 1), last=date(2025, 12, 31)), "no episode from 2025 in"),
        (Missing("time", first=date(2025, 7, 5), last=date(2025, 7, 5)), "no episode from 5 July 2025"),
        (
            Missing("time", first=date(2025, 7, 5), last=date(2025, 7, 9)),
            "5\u2009–\u20099 Jul 2025",
        ),
    ],
)
def test_what_is_missing_is_named(missing: Missing, said: str) -> None:
    assert said in Phrases("en").describe_missing(Reference(missing=missing), names())
    in_german = Phrases("de").describe_missing(Reference(missing=missing), names())
    assert ("Harbour Talk" in in_german) == (missing.kind != "person")
