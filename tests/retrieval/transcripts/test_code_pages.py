"""Files without a mark of their encoding are read as Windows-1252 unless they plainly are something else."""

import pytest

from retrieval.transcripts.encoding import decode

TWELVE_ACCENTS_AMONG_47_LETTERS = (
    "Zoë Lund: Féccé cbé ca ccaa aébéb éé b g a gcb eac gcac bébba. Ben: féccé cbé ca."
)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (TWELVE_ACCENTS_AMONG_47_LETTERS, "cp1252"),
        (TWELVE_ACCENTS_AMONG_47_LETTERS, "latin-1"),
        ("Zoë: Éé bécé éabé.\nZoë: Décé.", "cp1252"),
        ("Déjà l’été, et la forêt a été brûlée.", "cp1252"),
        ("Où êtes-vous allés l'été ?", "latin-1"),
        ("Góð þörf, já. Æ, ég sé það.", "cp1252"),
        ("Hän on täällä, äiti.", "latin-1"),
        ("Él pasó.", "latin-1"),
        ("The café doesn’t open. “Naïve,” said Zoë from São Paulo.", "cp1252"),
        ("So we said\xa0that it\xa0is £20 for a ½ of it, and 5\xa0°C.", "cp1252"),
    ],
)
def test_a_short_western_text_is_windows_1252_however_many_accents_it_has(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "talk.txt") == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Čas letí, říká děda. Příště už přijde dřív.", "cp1250"),
        ("Později jsme šli na procházku, abychom si popovídali o knížkách.", "iso8859-2"),
        ("Później poszliśmy na długi spacer, żeby porozmawiać.", "cp1250"),
        ("Őszintén szólva örülök, hogy megkérdezted, bár későn. Tűz ég. Nőtt a fű.", "cp1250"),
        ("The café doesn’t open. “Naïve,” said Zoë.", "mac_roman"),
        ("Après l’été, nous avons décidé de créer une équipe.", "mac_roman"),
        ("Das Fußgängergefühl ist schön. Können wir? Früher, natürlich.", "cp850"),
        ("Bugün hava çok güzel, değil mi? Şimdi ağaçlar da yeşil. Kışın değil.", "cp1254"),
        ("Ačiū, kad atėjai šįvakar. Ar įmanoma? Žąsys.", "cp1257"),
        ("Мы долго говорили о море и кораблях. Потом мы пошли гулять.", "cp1251"),
        (
            "Ann Moe: Привет, как дела?\nBen: Yes, of course, we can talk about this now and later.\n"
            "Ann Moe: Потом мы пошли гулять, чтобы поговорить.",
            "cp1251",
        ),
    ],
)
def test_another_code_page_is_taken_where_its_letters_make_a_language(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "talk.txt") == text


def test_what_the_first_lines_say_in_ascii_does_not_hide_the_code_page_of_the_rest() -> None:
    text = "Only plain words here.\n" * 8_000 + "Później poszliśmy na długi spacer, żeby porozmawiać.\n"
    assert decode(text.encode("cp1250"), "talk.txt") == text
