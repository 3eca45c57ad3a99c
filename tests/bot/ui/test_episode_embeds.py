"""Pages stay within one message whatever the addresses are that they link to, and keep what they cite."""

from dataclasses import replace
from datetime import date

import discord
import pytest

from bot.ui.episode_embeds import clips_embed, episodes_embed, questions_embed, related_embed, topic_embed
from retrieval.models import Citation, EpisodePeople, Sentence
from retrieval.models.episode_pages import Clip, EpisodeQuestion, RelatedEpisode, Summary, Topic
from tests.bot.samples import EPISODE
from tests.bot.ui.limits import assert_within_limits

LENGTHS = (0, 60, 150, 300, 600, 1500)
SAID = "The keeper wound the clock of the lamp every four hours and slept in between on a bench. " * 5


def cited(n: int, length: int) -> Citation:
    url = f"https://cdn.example/{'x' * length}.mp3#t={n}" if length else None
    return Citation(EPISODE, n, SAID[:390], n * 30.0, n * 30.0 + 20, url=url)


def topics(length: int) -> Summary:
    def topic(first: int) -> Topic:
        said = tuple(Sentence(SAID[:320], (cited(first + at, length),)) for at in range(3))
        return Topic(f"Lamp and clock {first}", 0.0, 900.0, said, cited(first + 9, length))

    whole = replace(topic(1), subtopics=(topic(20), topic(40), topic(60)))
    return Summary(EPISODE, (whole,), "extractive")


def links(embed: discord.Embed) -> int:
    return sum((text or "").count("](http") for text in (embed.description, *(f.value for f in embed.fields)))


@pytest.mark.parametrize("length", LENGTHS)
def test_every_page_is_taken_by_discord_whatever_it_links_to(length: int) -> None:
    clips = [Clip(f"Lamp {n}", n * 30.0, n * 30.0 + 20, cited(n, length), ()) for n in range(1, 11)]
    questions = [
        EpisodeQuestion(
            f"Why did the keeper wind the clock at {n}?", tuple(cited(n + m, length) for m in (0, 1, 2))
        )
        for n in range(1, 11)
    ]
    related = [
        RelatedEpisode(EPISODE, "Also about lamps.", cited(n, length), cited(n + 40, length))
        for n in range(5)
    ]

    drawn = clips_embed(EPISODE, clips)
    assert_within_limits(drawn)
    assert len(drawn.fields) == 10
    drawn = questions_embed(EPISODE, questions)
    assert_within_limits(drawn)
    assert (drawn.description or "").count("Why did the keeper") == 10
    drawn = related_embed(EPISODE, related)
    assert_within_limits(drawn)
    assert len(drawn.fields) == 5
    drawn = topic_embed(topics(length), 0)
    assert_within_limits(drawn)
    assert len(drawn.fields) == 3
    assert all("> “" in (field.value or "") for field in drawn.fields)


@pytest.mark.parametrize("length", [60, 150])
def test_all_links_of_a_page_survive_addresses_as_podcasts_have_them(length: int) -> None:
    clips = [Clip(f"Lamp {n}", n * 30.0, n * 30.0 + 20, cited(n, length), ()) for n in range(1, 11)]
    assert links(clips_embed(EPISODE, clips)) == 10
    assert links(topic_embed(topics(length), 0)) == 16


def test_the_list_of_episodes_shows_who_takes_part_and_marks_who_is_only_introduced() -> None:
    people = {EPISODE.generation: EpisodePeople(("Mira Quist",), ("Ines Prado",), ("Ines Prado",))}
    embed = episodes_embed([EPISODE], frozenset(), 0, people)
    assert "with Ines Prado (according to the introduction) · hosted by Mira Quist" in (
        embed.description or ""
    )


def test_the_list_of_episodes_tells_hosts_from_those_who_also_speak() -> None:
    people = {EPISODE.generation: EpisodePeople(("Mira Quist",), speakers=("Ines Prado", "Bo Rantz"))}
    embed = episodes_embed([EPISODE], frozenset(), 0, people)
    assert "speakers: Ines Prado, Bo Rantz · hosted by Mira Quist" in (embed.description or "")


def test_the_list_of_episodes_says_when_one_without_a_date_was_recorded() -> None:
    undated = replace(EPISODE, published=None)
    people = {EPISODE.generation: EpisodePeople(recorded=date(2026, 4, 8))}
    assert "recorded 2026-04-08" in (episodes_embed([undated], frozenset(), 0, people).description or "")
    assert "recorded" not in (episodes_embed([EPISODE], frozenset(), 0, people).description or "")
