"""The buttons, menus and forms of pages."""

import re
from typing import TYPE_CHECKING, Any, Self

import discord
from discord import ui

from bot.components.pages import EXPIRED, episode_of, turn_to
from bot.permissions import pace, private
from bot.replies.answer import reply_with_answer
from bot.replies.summary import reply_with_summary
from bot.tree import reported
from bot.ui.discord_text import plain
from bot.ui.places import segment_at
from retrieval.errors import NotFoundError
from retrieval.models import Scope

if TYPE_CHECKING:
    from bot.client import Podcite

Button = ui.Button[ui.View]
Select = ui.Select[ui.View]


class GoTo(ui.DynamicItem[Button], template=r"goto:(?P<kind>[a-z]+):(?P<state>[0-9a-z.+:-]+)"):
    """Turns to the page of this kind and state."""

    def __init__(self, kind: str, state: str, label: str = "·", *, disabled: bool = False) -> None:
        super().__init__(ui.Button(label=label, custom_id=f"goto:{kind}:{state}", disabled=disabled))
        self.kind, self.state = kind, state

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(match["kind"], match["state"])

    @reported
    async def callback(self, interaction: "discord.Interaction[Podcite]") -> None:
        await turn_to(interaction, self.kind, self.state)


class PickTopic(ui.DynamicItem[Select], template=r"topics:(?P<generation>[0-9]+)"):
    """A menu of a summary's topics."""

    def __init__(self, generation: int, titles: list[str] | None = None, chosen: int = 0) -> None:
        options = [
            discord.SelectOption(label=f"{at + 1}. {title}", value=str(at), default=at == chosen)
            for at, title in enumerate(titles or ["·"])
        ]
        super().__init__(
            ui.Select(custom_id=f"topics:{generation}", placeholder="Jump to a topic", options=options[:25])
        )
        self.generation = generation

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["generation"]))

    @reported
    async def callback(self, interaction: "discord.Interaction[Podcite]") -> None:
        await turn_to(interaction, "topic", f"{self.generation}.{self.item.values[0]}")


class JumpTo(ui.DynamicItem[Button], template=r"jump:(?P<generation>[0-9]+)"):
    """Asks for the time or number of a segment."""

    def __init__(self, generation: int) -> None:
        super().__init__(ui.Button(label="Jump to…", custom_id=f"jump:{generation}"))
        self.generation = generation

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["generation"]))

    @reported
    async def callback(self, interaction: "discord.Interaction[Podcite]") -> None:
        await interaction.response.send_modal(JumpForm(self.generation))


class JumpForm(ui.Modal, title="Jump to"):
    """The form in which the time or number is typed."""

    place: ui.TextInput["JumpForm"] = ui.TextInput(
        label="A time or a segment", placeholder="1:02:03, 350s or 119", max_length=20
    )

    def __init__(self, generation: int) -> None:
        super().__init__()
        self.generation = generation

    @reported
    async def on_submit(self, interaction: "discord.Interaction[Podcite]", /) -> None:
        library, guild = interaction.client.library, interaction.guild_id
        episode = await episode_of(library, guild, self.generation)
        _, segments = await library.transcript(Scope(guild, episode=episode.id))
        number = segment_at(self.place.value, segments)
        await turn_to(interaction, "segment", f"{self.generation}.{number}")


class AskThis(ui.DynamicItem[Button], template=r"asks:(?P<generation>[0-9]+)\.(?P<position>[0-9]+)"):
    """Posts the cited answer to a question of an episode."""

    def __init__(self, generation: int, position: int) -> None:
        label = plain(f"Answer {position + 1}", 80)
        super().__init__(ui.Button(label=label, custom_id=f"asks:{generation}.{position}"))
        self.generation, self.position = generation, position

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["generation"]), int(match["position"]))

    @reported
    async def callback(self, interaction: "discord.Interaction[Podcite]") -> None:
        await pace(interaction)
        await interaction.response.defer(thinking=True, ephemeral=await private(interaction))
        library, guild = interaction.client.library, interaction.guild_id
        episode = await episode_of(library, guild, self.generation)
        scope = Scope(guild, episode=episode.id)
        asked = await library.pages.questions(scope)
        if self.position >= len(asked):
            raise NotFoundError(EXPIRED)
        await reply_with_answer(interaction, asked[self.position].question, scope)


class Summarize(ui.DynamicItem[Button], template=r"summary:(?P<episode>[\w-]{1,80})"):
    """Shows whoever presses it the summary of an episode."""

    def __init__(self, episode: str) -> None:
        super().__init__(ui.Button(label="Summary", custom_id=f"summary:{episode}"))
        self.episode = episode

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(match["episode"])

    @reported
    async def callback(self, interaction: "discord.Interaction[Podcite]") -> None:
        await pace(interaction)
        await interaction.response.defer(thinking=True, ephemeral=True)
        await reply_with_summary(interaction, Scope(interaction.guild_id, episode=self.episode))


PERSISTENT = (GoTo, PickTopic, JumpTo, AskThis, Summarize)
