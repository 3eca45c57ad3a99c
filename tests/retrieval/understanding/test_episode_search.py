"""An episode is found while its name is being typed, however people spell it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.understanding.episode_search import best_matches
from tests.bot.samples import EPISODE
from tests.bot.ui.test_discord_text import words

TITLES = ("Silk and cotton", "The long tail", "Wind at night", "Knots that hold", "Reels")
GUESTS = ("Marguerite Vasquez-Lindqvist", "Tomás Ó Briain", "Aoife Hartigan", "Noor el-Din", "Bea Ruiz")
DAY = date(1980, 3, 1)
EPISODES = [
    replace(
        EPISODE,
        key=n,
        id=f"hl-{n}",
        title=f"{TITLES[n % 5]}, part {n}",
        guests=(GUESTS[n // 5 % 5],),
        published=date(2021, 3, 1) + timedelta(weeks=n),
    )
    for n in range(40)
]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("hl-33", "hl-33"),
        ("HL-7", "hl-7"),
        ("33", "hl-33"),
        ("knots part 8", "hl-8"),
        ("knotts that hodl 8", "hl-8"),
        ("margerite silk", "hl-0"),
        ("vasquez 2021", "hl-0"),
        ("2021-03-15", "hl-2"),
        ("aoife reels", "hl-14"),
        ("briain wind", "hl-7"),
    ],
)
def test_an_episode_is_found_by_number_title_guest_or_date_and_despite_typos(typed: str, found: str) -> None:
    assert best_matches(EPISODES, typed, 25)[0].id == found


@pytest.mark.parametrize("typed", ["{n}", "#{n}", "hl {n}", "episode {n}", "{day}"])
@pytest.mark.parametrize("n", [7, 12, 100, 333])
def test_a_number_or_a_day_is_found_among_thousands_that_are_like_it(typed: str, n: int) -> None:
    episodes = [
        replace(EPISODES[0], key=at, id=f"hl-{at}", published=DAY + timedelta(weeks=at)) for at in range(5000)
    ]
    assert best_matches(episodes, typed.format(n=n, day=episodes[n].published), 25)[0].id == f"hl-{n}"


def test_nothing_typed_offers_the_newest_and_nonsense_offers_nothing() -> None:
    assert best_matches(EPISODES, "  ", 25) == EPISODES[:25]
    assert best_matches(EPISODES, "xyzzyqq", 25) == []
    assert best_matches([], "silk", 25) == []


@pytest.mark.slow
@given(st.text(max_size=300) | words)
def test_whatever_is_typed_each_episode_is_offered_once_at_most(typed: str) -> None:
    offered = [episode.id for episode in best_matches(EPISODES, typed, 25)]
    assert len(offered) <= 25
    assert len(set(offered)) == len(offered)
    assert set(offered) <= {episode.id for episode in EPISODES}


@pytest.mark.parametrize("typed", ["s2e1", "S02E01", "season 2 episode 1", "Season 2, Ep. 1"])
def test_an_episode_is_found_by_its_season(typed: str) -> None:
    seasonal = [replace(EPISODES[0], id=f"hl-{id_}") for id_ in ("s1e1", "s1e2", "s2e1", "s2e11", "s2e2")]
    assert [episode.id for episode in best_matches(seasonal, typed, 25)] == ["hl-s2e1"]
