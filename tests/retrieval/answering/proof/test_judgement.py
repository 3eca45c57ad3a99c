import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answering.proof.judgement import Rejection, Spoken, judge

HIVES = Spoken(
    "I keep about twelve hives behind the barn, and each needs forty pounds of honey for the winter. "
    "In spring I check them once a week, and it takes half an hour. A strong hive can be split in May, but I "
    "don't like to split the weak ones, because they rarely survive. Some neighbours complain about the "
    "swarms.",
    ("Anna",),
)
TALK = Spoken(
    "Berlin has the bigger fair and it is held indoors. Paris came later, with a small market by the river, "
    "and there the honey is cheap. Most visitors buy candles."
)


@pytest.mark.parametrize(
    "sentence",
    [
        "She keeps 12 hives behind the barn.",
        "A hive needs 40 pounds of honey for winter.",
        "In spring Anna checks them weekly, for 30 minutes.",
        "Strong hives can be split in May; weak ones seldom survive, so she doesn't split them.",
        "Some of the neighbours complained about swarms.",
        "",
    ],
)
def test_a_paraphrase_is_borne_out(sentence: str) -> None:
    assert judge(sentence, [HIVES]) is None


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("She keeps 14 hives behind the barn.", Rejection.NUMBER),
        ("A hive needs forty ounces of honey for the winter.", Rejection.UNIT),
        ("In spring she checks them once a month.", Rejection.UNIT),
        ("She checks them weekly, which takes half a day.", Rejection.UNIT),
        ("Peter keeps twelve hives behind the barn.", None),
        ("She keeps twelve hives behind Johansson's barn.", Rejection.NAME),
        ("A weak hive can be split in May.", None),
        ("She likes to split the weak ones.", Rejection.AFFIRMED),
        ("A strong hive cannot be split in May.", Rejection.DENIED),
        ("All neighbours complain about the swarms.", Rejection.SCOPE),
        ("She always keeps twelve hives behind the barn.", Rejection.SCOPE),
        ("Some neighbours praise the swarms.", Rejection.OPPOSITE),
        (
            "She keeps twelve hives behind the barn, which burned down after a drunken quarrel.",
            Rejection.ADDITION,
        ),
    ],
)
def test_a_sentence_that_differs_is_rejected_with_its_reason(sentence: str, reason: Rejection | None) -> None:
    assert judge(sentence, [HIVES]) is reason


def test_names_in_each_others_place_are_found() -> None:
    assert judge("Berlin has the bigger fair; in Paris the honey is cheap.", [TALK]) is None
    swapped = "Paris has the bigger fair, held indoors; in Berlin the honey is cheap."
    assert judge(swapped, [TALK]) is Rejection.ROLES


def test_a_speaker_may_be_named_only_for_what_they_said() -> None:
    sentence = "Some neighbours complain about the swarms, says Torvald."
    quote = "Some neighbours complain about the swarms."
    assert judge(sentence, [Spoken(quote, ("Torvald Ek",))]) is None
    assert judge(sentence, [Spoken(quote, ("Anna Berg",))]) is Rejection.NAME


def test_the_question_lends_its_names_and_numbers() -> None:
    quote = Spoken("No, it costs less than that by now.")
    assert judge("Hivestat costs less than 90 dollars.", [quote]) is Rejection.NUMBER
    assert judge("Hivestat costs less than 90 dollars.", [quote], "Is Hivestat 90 dollars?") is None


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("Sie hat 12 Bienenstöcke hinter der Scheune.", None),
        ("Sie hat 14 Bienenstöcke hinter der Scheune.", Rejection.NUMBER),
        ("Jeder braucht 40 Pfund Honig, sagt Anna.", None),
        ("Jeder braucht 40,5 Pfund Honig.", Rejection.NUMBER),
        ("Sie misst alles mit HiveTrack2.", Rejection.NAME),
        ("Das hat sie von Greta Lindqvist gelernt.", Rejection.NAME),
    ],
)
def test_in_another_language_only_numbers_and_names_are_compared(
    sentence: str, reason: Rejection | None
) -> None:
    assert judge(sentence, [HIVES], same_language=False) is reason


@pytest.mark.slow
@given(st.text(max_size=80), st.text(max_size=80), st.booleans())
def test_no_text_breaks_the_rules(sentence: str, evidence: str, same_language: bool) -> None:
    judge(sentence, [Spoken(evidence)], same_language=same_language)


@pytest.mark.slow
@given(st.integers(0, len(HIVES.text)), st.integers(1, 120))
def test_what_was_said_bears_itself_out(start: int, length: int) -> None:
    quote = HIVES.text[start : start + length]
    assert judge(quote, [Spoken(quote)]) is None


def test_an_opposite_counts_although_its_word_is_said_elsewhere() -> None:
    talk = Spoken(
        "The cellar is cold and the cheese is slow to ripen there. We spoke of prices, of taxes, of the "
        "weather and the roads, and only much later of that other thing, of how fast children grow."
    )
    assert judge("In the cold cellar the cheese is fast to ripen.", [talk]) is Rejection.OPPOSITE
    assert judge("In the cold cellar the cheese is slow to ripen.", [talk]) is None


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("They let the dough rest for hours.", None),
        ("They let the dough rest for minutes.", Rejection.UNIT),
        ("They let the dough rest for days.", Rejection.UNIT),
    ],
)
def test_a_time_without_a_number_has_its_unit(sentence: str, reason: Rejection | None) -> None:
    assert judge(sentence, [Spoken("We let the dough rest, hour after hour.")]) is reason


def test_a_unit_of_the_question_may_be_repeated() -> None:
    quote = [Spoken("Yes, we let it rest hour after hour.")]
    assert judge("They let it rest for days.", quote, "Do they let it rest for days?") is None


def test_a_given_name_before_a_verb_may_be_that_of_an_unknown_speaker() -> None:
    text = "Some neighbours complain about the swarms."
    for sentence in ("Some neighbours, Peter says, complain.", "About the swarms Martha noted complaints."):
        assert judge(sentence, [Spoken(text)]) is None
        assert judge(sentence, [Spoken(text, ("Anna Berg",))]) is Rejection.NAME
    assert judge("Neighbours complain to Peter.", [Spoken(text)]) is Rejection.NAME


def test_all_of_it_is_a_hundred_percent() -> None:
    assert judge("Taste is entirely learned.", [Spoken("Taste, they found, is 100% learned.")]) is None
    assert judge("Taste is entirely learned.", [Spoken("Taste, they found, is learned.")]) is Rejection.SCOPE


@pytest.mark.parametrize(
    ("said", "claimed"), [("thorough", "superficial"), ("obsolete", "current"), ("redundant", "essential")]
)
def test_an_opposite_is_found(said: str, claimed: str) -> None:
    talk = [Spoken(f"The second inspection of the bridge was {said}, in my opinion.")]
    assert judge(f"The second inspection of the bridge was {claimed}.", talk) is Rejection.OPPOSITE
    assert judge(f"The second inspection of the bridge was {said}.", talk) is None
