"""Texts in the language that is spoken, with numbers, dates and lists as people there write them."""

from datetime import date

import discord
import pytest

from bot.cogs.ask import FORMS
from bot.cogs.library.settings_page import RateForm
from bot.components.answer_buttons import ACTIONS, AnswerActionButton
from bot.components.citations import CitationsButton
from bot.components.gaps import GAP_FORMS
from bot.components.privacy import PrivacyButton
from bot.components.threads import ContinueButton
from bot.ui import language as module
from bot.ui.answer_embeds import is_waiting, place_in_line, progress_embed, searching_embed
from bot.ui.formatting import budget_facts, count, ordinal
from bot.ui.language import LOCALES, _, in_a_row, language_of_locale, long_date, ngettext, shown, speak
from bot.ui.reply_embeds import kept_question_embed, read_kept_question
from bot.ui.settings_embeds import add_role_steps
from bot.ui.settings_menus import settings_view
from retrieval.conversation.talk import OVER_BUDGET
from retrieval.episode_pages.service import OVER_BUDGET as NO_SUMMARY
from retrieval.models import Progress, Show
from retrieval.models.budgets import Budget, DailyUsage, Spending
from retrieval.models.guilds import GuildSettings
from retrieval.texts import Text, Translated


@pytest.fixture(autouse=True)
def english_again() -> object:
    yield
    speak("en")


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("de", "de"),
        ("es-419", "es"),
        ("es-ES", "es"),
        ("pt-BR", "pt"),
        ("ja", "ja"),
        ("en-GB", "en"),
        ("nl", "en"),
    ],
)
def test_discords_locales_have_a_language(locale: str, language: str) -> None:
    assert language_of_locale(locale) == language


def test_a_text_that_has_no_translation_is_in_english() -> None:
    speak("de")
    assert _("A text that nobody has {done}.", done="translated") == "A text that nobody has translated."
    assert _("") == ""


@pytest.mark.parametrize(
    ("language", "none", "one", "many", "day"),
    [
        ("en", "0 episodes", "1 episode", "1,200 episodes", "8 June 2026"),
        ("de", "0 Folgen", "1 Folge", "1.200 Folgen", "8. Juni 2026"),
        ("es", "0 episodios", "1 episodio", "1.200 episodios", "8 de junio de 2026"),
        ("fr", "0 épisode", "1 épisode", "1\u202f200 épisodes", "8 juin 2026"),
        ("pt", "0 episódio", "1 episódio", "1.200 episódios", "8 de junho de 2026"),
        ("ja", "0本のエピソード", "1本のエピソード", "1,200本のエピソード", "2026年6月8日"),
    ],
)
def test_numbers_and_dates_are_written_as_the_language_writes_them(
    language: str, none: str, one: str, many: str, day: str
) -> None:
    speak(language)
    assert [count(n, "episode") for n in (0, 1, 1200)] == [none, one, many]
    assert long_date(date(2026, 6, 8)) == day


@pytest.mark.parametrize(("language", "said"), [("en", "3rd"), ("de", "3."), ("es", "3.ª"), ("ja", "3")])
def test_a_place_in_line_is_written_as_the_language_writes_it(language: str, said: str) -> None:
    speak(language)
    assert ordinal(3) == said
    assert said in (place_in_line("Why?", 3).description or "")


@pytest.mark.parametrize("language", LOCALES)
def test_a_reply_that_is_not_there_yet_is_known_as_such_in_every_language(language: str) -> None:
    speak(language)
    waiting = [searching_embed("Why?", []), progress_embed(Progress("reading", 1, 2))]
    assert all(map(is_waiting, [*waiting, *(place_in_line("Why?", place) for place in range(3))]))


@pytest.mark.parametrize("language", LOCALES)
def test_a_kept_question_is_read_in_any_language(language: str) -> None:
    speak(language)
    embeds = [kept_question_embed("Why?", "bread", None), kept_question_embed("Why?", None, "salt")]
    speak("en")
    assert [read_kept_question(embed) for embed in embeds] == [
        ("Why?", "bread", None),
        ("Why?", None, "salt"),
    ]


def test_a_sentence_that_was_made_elsewhere_is_translated_with_its_values() -> None:
    scope = Text("{part} of {total} episodes", part=3, total=1200)
    sentence = Text("{episodes} of {show}", episodes=scope, show="Rye")
    assert sentence == "3 of 1,200 episodes of Rye"
    speak("de")
    assert shown(sentence) == "3 von 1.200 Folgen von Rye"
    assert shown(Text("Also about {subject}.", subject=("rye", "salt"))) == "Auch über rye und salt."
    assert shown(Translated({"en": "None.", "de": "Keine."})) == "Keine."


def test_commands_in_a_text_have_the_names_that_discord_shows() -> None:
    speak("fr")
    said = _("Choose the speaker with speaker:, such as Speaker 1. `/library speakers show:` lists them.")
    assert "`/bibliothèque intervenants émission:`" in said


def test_sentences_follow_each_other_without_a_space_in_japanese() -> None:
    speak("ja")
    assert in_a_row("はい。", "", "そうです。") == "はい。そうです。"
    assert ngettext("{n} show", "{n} shows", 1) == "1番組"
    assert module.spoken() == "ja"


@pytest.mark.parametrize("language", LOCALES)
async def test_forms_buttons_and_menus_are_short_enough_for_discord_in_every_language(language: str) -> None:
    speak(language)
    for form in (*FORMS, *GAP_FORMS):
        assert len(_(form.title)) <= 45
        assert len(_(form.label)) <= 45
        assert len(_(form.placeholder)) <= 100
    rate = RateForm(4, 30)
    assert len(rate.title) <= 45
    labels = [item.text for item in rate.children if isinstance(item, discord.ui.Label)]
    assert max(map(len, labels)) <= 45
    show = Show(1, "bread", "Bread")
    items = [
        *settings_view(GuildSettings(), [show], 7).children,
        *settings_view(GuildSettings(private=True), [show], 7).children,
        *(AnswerActionButton(action).item for action in ACTIONS),
        *(PrivacyButton(action).item for action in ("export", "delete", "confirm", "keep")),
        CitationsButton("0:1.1").item,
        ContinueButton().item,
    ]
    assert max(len(str(getattr(item, "label", None) or "")) for item in items) <= 80
    assert max(len(str(getattr(item, "placeholder", None) or "")) for item in items) <= 150
    embed = discord.Embed()
    add_role_steps(embed, 10**18, 10**18)
    assert len(embed.fields[0].value or "") <= 1024


@pytest.mark.parametrize("note", [OVER_BUDGET, NO_SUMMARY])
@pytest.mark.parametrize("language", sorted(set(LOCALES) - {"en"}))
def test_a_budget_that_is_used_up_is_said_in_every_language(language: str, note: str) -> None:
    speak(language)
    assert shown(note) != note


def test_a_budget_is_written_as_the_language_writes_it() -> None:
    today = DailyUsage(Budget(50_000, 2.5), Spending(41_200, 0.75), date(2026, 11, 23), "Europe/Berlin")
    assert budget_facts(today) == "41,200 of 50,000 tokens, $0.75 of $2.50 (2026-11-23, Europe/Berlin)"
    speak("de")
    said = budget_facts(today)
    assert said == "41.200 von 50.000 Tokens, $0,75 von $2,50 (2026-11-23, Europe/Berlin)"
