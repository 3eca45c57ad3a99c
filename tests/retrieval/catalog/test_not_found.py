"""Who names a show or an episode that isn't there is told so in their language, with the nearest names."""

from contextvars import copy_context

import pytest

from bot.ui.language import shown, speak
from retrieval.catalog.catalog import Catalog
from retrieval.catalog.database import Database
from retrieval.catalog.not_found import not_found
from retrieval.catalog.show_store import find_show
from retrieval.errors import NotFoundError, sentence_of
from retrieval.models import Scope
from tests.retrieval.catalog.conftest import Put, entry

GUILD = 1_100_000_000_000_000_001


def in_language(error: NotFoundError, language: str) -> str:
    def show() -> str:
        speak(language)
        return shown(sentence_of(error))

    return copy_context().run(show)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "There is no episode 'bess' here; did you mean 'bees' or 'bets'?"),
        ("de", "Hier gibt es keine Folge „bess“; meinst du 'bees' oder 'bets'?"),
        ("es", "Aquí no hay ningún episodio «bess»; ¿querías decir 'bees' o 'bets'?"),
        ("fr", "Il n'y a pas d'épisode « bess » ici ; voulais-tu dire 'bees' ou 'bets' ?"),
        ("pt", "Não há episódio “bess” aqui; você quis dizer 'bees' ou 'bets'?"),
        ("ja", "ここにエピソード「bess」はありません。もしかして：'bees'、'bets'"),
    ],
)
def test_several_suggestions_are_joined_in_the_readers_language(language: str, sentence: str) -> None:
    error = not_found("episode", "bess", {"bees": (), "bets": ()})
    assert in_language(error, language) == sentence


@pytest.mark.parametrize("typed", ["growht hour", "the grwth hour", "Growth Huor", "GROWTHH", "grówth-haur"])
def test_a_name_with_a_mistake_or_two_is_suggested(typed: str) -> None:
    known = {"growth-hour": ("The Growth Hour",), "rye": ("Rye and Patience",)}
    assert "did you mean 'growth-hour' (The Growth Hour)?" in str(not_found("show", typed, known))


@pytest.mark.parametrize(
    ("guild", "name", "sentence"),
    [
        (None, "beess", "Es gibt keine gemeinsame Sendung „beess“; meinst du 'bees'?"),
        (None, "zzz", "Es gibt keine gemeinsame Sendung „zzz“; `podcite show list` zeigt, welche es gibt."),
        (GUILD, "antz", "Dieser Server hat keine eigene Sendung „antz“; meinst du 'ants'?"),
        (GUILD, "zzz", "Dieser Server hat keine eigene Sendung „zzz“."),
        (None, "bee", "„bee“ passt zu mehreren Sendungen; nenne eine davon: Bees (bees); Beetles (beetles)."),
    ],
)
def test_an_unknown_show_is_said_in_the_readers_language(
    catalog: Catalog, url: str, put: Put, guild: int | None, name: str, sentence: str
) -> None:
    put(entry("bees-1"))
    put(entry("beetles-1", show="beetles"))
    put(entry("ants-1", GUILD, show="ants"))
    assert len(catalog.episodes(Scope(GUILD))) == 3
    database = Database(url)
    with database.read_transaction() as connection, pytest.raises(NotFoundError) as raised:
        find_show(connection, guild, name)
    database.close()
    assert in_language(raised.value, "de") == sentence
