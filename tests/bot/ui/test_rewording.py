"""What one person was shown is reworded for everybody, and its links and limits stay."""

from contextvars import copy_context

import discord
import pytest

from bot.ui.discord_text import MAX_TITLE, width
from bot.ui.rewording import reworded
from bot.ui.strong_language import Wording, show_strong_language
from retrieval.models.guilds import StrongLanguage


def shown(how: StrongLanguage, embed: discord.Embed) -> discord.Embed:
    def inside() -> discord.Embed:
        show_strong_language(Wording(how))
        return reworded(embed)

    return copy_context().run(inside)


@pytest.mark.parametrize(
    ("how", "word", "footer"),
    [
        ("shown", "shit", "shit"),
        ("behind spoiler bars", "||shit||", "[…]"),
        ("left out", r"\[…\]", "[…]"),
    ],
)
def test_every_part_is_reworded_but_the_targets_of_links(how: StrongLanguage, word: str, footer: str) -> None:
    embed = discord.Embed(
        title="A shit title", description=r"**Some shit**, \*said\* [shit](https://a.example/shit/1)"
    )
    embed.add_field(name="Old shit", value="more shit").set_footer(text="shit").set_author(name="shit")
    new = shown(how, embed)
    assert new.title == f"A {word} title"
    assert new.description == rf"**Some {word}**, \*said\* [{word}](https://a.example/shit/1)"
    assert (new.fields[0].name, new.fields[0].value) == (f"Old {word}", f"more {word}")
    assert (new.footer.text, new.author.name) == (footer, footer)


def test_a_title_that_bars_would_make_too_long_goes_without_the_words() -> None:
    title = shown("behind spoiler bars", discord.Embed(title="shit " * 50)).title or ""
    assert width(title) <= MAX_TITLE
    assert "shit" not in title.replace("||shit||", "")
