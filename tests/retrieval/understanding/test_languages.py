"""The language of short questions, with the English names that people put into them."""

import pytest

from retrieval.understanding.languages import language_of
from retrieval.understanding.wording import fold

QUESTIONS = {
    "de": (
        "Wie hoch war der Leuchtturm?",
        "Was sagt Elon Musk über Mars?",
        "Wann erschien Rust 1.0?",
        "Warum rostet Eisen?",
        "Wer hat das Brot gebacken?",
        "Welche Tools nutzt Jerod Santo?",
        "Wie lange muss Teig ruhen?",
        "Woher kommt Sauerteig?",
        "Was ist Machine Learning?",
        "Hat Sam Altman über GPT-4 gesprochen?",
    ),
    "es": (
        "¿Qué altura tenía el faro?",
        "¿Qué dijo Elon Musk de Marte?",
        "¿Cuándo salió Rust 1.0?",
        "¿Por qué se oxida el hierro?",
        "¿Quién horneó el pan?",
        "¿Cuánto tiempo reposa la masa?",
        "¿Dónde nació Joe Rogan?",
        "¿Cómo funciona Machine Learning?",
        "¿Habló Sam Altman de GPT-4?",
        "¿Cuáles son sus libros favoritos?",
    ),
    "fr": (
        "Quelle était la hauteur du phare ?",
        "Que dit Elon Musk de Mars ?",
        "Quand est sorti Rust 1.0 ?",
        "Pourquoi le fer rouille-t-il ?",
        "Qui a fait le pain ?",
        "Combien de temps repose la pâte ?",
        "Où est né Joe Rogan ?",
        "C'est quoi, le Machine Learning ?",
        "Sam Altman a-t-il parlé de GPT-4 ?",
        "D'où vient le levain ?",
    ),
    "pt": (
        "Qual era a altura do farol?",
        "O que Elon Musk disse sobre Marte?",
        "Quando saiu o Rust 1.0?",
        "Por que o ferro enferruja?",
        "Quem fez o pão?",
        "Quanto tempo a massa descansa?",
        "Onde nasceu Joe Rogan?",
        "Como funciona Machine Learning?",
        "Sam Altman falou do GPT-4?",
        "De onde vem o fermento?",
    ),
    "ja": (
        "灯台の高さは？",
        "Elon Muskは火星について何と言った？",
        "Rust 1.0はいつ出た？",
        "鉄はなぜ錆びる？",
        "パンを焼いたのは誰？",
        "生地はどのくらい休ませる？",
        "Joe Roganの出身は？",
        "Machine Learningとは？",
        "Sam AltmanはGPT-4について話した？",
        "サワー種はどこから？",
    ),
    "en": (
        "How tall was the lighthouse?",
        "What does El Niño do?",
        "Who is Kai von Fintel?",
        "Why do bakers use a poolish?",
        "What did Los Angeles do about water?",
        "Who hosted Das Boot?",
        "When was São Paulo founded?",
        "Is La La Land any good?",
        "What are tapas?",
        "Does Jean de la Fontaine come up?",
        "Why did José leave?",
        "Tell me about Pão de Queijo",
        "Who are Los Lobos?",
        "the lighthouse",
        "Die Hard",
        "Was the die cast?",
        "Elon Musk on Mars",
        "Lighthouse height",
        "is it on?",
        "ham radio",
        "How do I do a for loop?",
        "What does Que Sera Sera mean?",
    ),
}


@pytest.mark.parametrize(
    ("language", "question"),
    [(language, question) for language, asked in QUESTIONS.items() for question in asked],
)
def test_a_short_question_tells_its_language(language: str, question: str) -> None:
    assert language_of(question) == language


@pytest.mark.parametrize("question", QUESTIONS["pt"])
def test_case_does_not_matter(question: str) -> None:
    assert {language_of(question.lower()), language_of(question.upper())} == {"pt"}


def test_words_without_accents_are_known() -> None:
    assert language_of(fold("Où est né le pâtissier ?")) == "fr"


def test_an_accent_tells_a_word_from_the_english_one() -> None:
    assert (language_of("épisode 333"), language_of("episode 333")) == ("fr", "en")


@pytest.mark.parametrize("question", ["Die Hard", "red hat", "the war", "summarize episode 333"])
def test_a_word_that_is_english_too_tells_nothing_alone(question: str) -> None:
    assert language_of(question) == "en"


@pytest.mark.parametrize(
    ("language", "word"),
    [
        ("de", "Preis?"),
        ("de", "Danke"),
        ("es", "precio?"),
        ("fr", "coût ?"),
        ("pt", "preço?"),
        ("en", "price?"),
    ],
)
def test_one_word_is_enough_where_no_other_language_has_it(language: str, word: str) -> None:
    assert language_of(word) == language
