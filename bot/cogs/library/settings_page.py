"""The page of `/library settings`: menus and switches, each of which confirms its change on the page."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar, Self

import discord
from discord import ui

from bot.channel_policies import reset_policies
from bot.client import Podcite
from bot.cogs.library.settings_changes import needs_steps_for_role, save_settings
from bot.errors import reports_errors
from bot.permissions import actor_of, check_moderator
from bot.ui.discord_text import MAX_CONTENT, fit
from bot.ui.language import _, shown
from bot.ui.settings_embeds import POLICIES_RESET, add_role_steps, change_sentences, settings_embed
from bot.ui.settings_menus import next_way, settings_view
from retrieval.errors import BadRequestError
from retrieval.models.guilds import GuildSettings
from retrieval.texts import Text

Change = Callable[[GuildSettings], GuildSettings]
"""Return the settings after a change."""


async def show_settings(
    interaction: discord.Interaction[Podcite], change: Change | None = None, *, resets_policies: bool = False
) -> None:
    """Make a change, if there is one, log it, and show the page, which says what was changed.

    A change that can't be made is explained on the page: its menus show what is stored, not what was chosen.
    `resets_policies` also makes the bot answer mentions in every channel again.
    """
    client, guild = interaction.client, await check_moderator(interaction, "settings")
    guilds = client.library.guilds
    before, shared = await guilds.settings(guild), await guilds.shared_shows()
    after, content = before, None
    if change is not None:
        try:
            after = change(before)
            await save_settings(interaction, before, after, shared)
            sentences = change_sentences(before, after, shared, client.cooldowns.default)
            if resets_policies and await reset_policies(client, guild, actor_of(interaction)):
                sentences.append(POLICIES_RESET)
            content = " ".join(f"✓ {sentence}" for sentence in sentences) or _("Nothing was changed.")
        except BadRequestError as error:
            after, content = await guilds.settings(guild), f"⚠ {fit(shown(error.args[0]), MAX_CONTENT - 10)}"
    policies = await guilds.channel_policies(guild)
    embed = settings_embed(after, shared, client.cooldowns.default, policies)
    needs_steps = needs_steps_for_role(client.get_guild(guild), after.moderator_role)
    if after.moderator_role is not None and needs_steps:
        add_role_steps(embed, after.moderator_role, guild)
    view = settings_view(after, shared, guild if needs_steps else None)
    await interaction.edit_original_response(content=content, embed=embed, view=view)


class _Control(ui.DynamicItem[ui.Item[ui.View]], template=r"settings:none"):
    """A menu or switch whose state is in the catalog, so that it outlives the bot's process."""

    resets_policies: ClassVar[bool] = False

    def __init_subclass__(cls, *, name: str) -> None:
        super().__init_subclass__(template=rf"settings:{name}")

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(item)

    def change(self, before: GuildSettings) -> GuildSettings:
        """Return the settings with what was chosen."""
        raise NotImplementedError

    @property
    def chosen(self) -> list[Any]:
        """What was chosen in the menu."""
        return list(getattr(self.item, "values", ()))

    @reports_errors
    async def callback(self, interaction: discord.Interaction[Podcite]) -> None:
        await interaction.response.defer()
        await show_settings(interaction, self.change, resets_policies=self.resets_policies)


class RoleMenu(_Control, name="moderators"):
    """Chooses the role of moderators; if none is chosen, only Manage Server counts."""

    def change(self, before: GuildSettings) -> GuildSettings:
        return replace(before, moderator_role=self.chosen[0].id if self.chosen else None)


class ChannelsMenu(_Control, name="channels"):
    """Chooses the channels that the bot answers in; if none is chosen, it answers everywhere."""

    def change(self, before: GuildSettings) -> GuildSettings:
        return replace(before, answer_channels=tuple(sorted(channel.id for channel in self.chosen)))


class AnnounceMenu(_Control, name="announce"):
    """Chooses the channel of announcements."""

    def change(self, before: GuildSettings) -> GuildSettings:
        return replace(before, announce_in=self.chosen[0].id if self.chosen else None)


class ShowsMenu(_Control, name="shows"):
    """Chooses which shared shows are visible here; a menu offers only the first ones if there are many."""

    def change(self, before: GuildSettings) -> GuildSettings:
        offered = {int(option.value) for option in getattr(self.item, "options", ())}
        seen = {int(value) for value in self.chosen}
        return replace(before, hidden=tuple(sorted(set(before.hidden) - offered | (offered - seen))))


class PrivateSwitch(_Control, name="private"):
    """Switches between answers that everybody sees and those that only the person who asks sees."""

    def change(self, before: GuildSettings) -> GuildSettings:
        return replace(before, private=not before.private)


class StrongLanguageButton(_Control, name="language"):
    """Switches to the next way of showing strong language to everybody."""

    def change(self, before: GuildSettings) -> GuildSettings:
        return replace(before, strong_language=next_way(before.strong_language))


class ResetButton(_Control, name="reset"):
    """Returns all settings to their defaults."""

    resets_policies = True

    def change(self, before: GuildSettings) -> GuildSettings:
        return GuildSettings()


class RateButton(_Control, name="rate"):
    """Opens the form for how often one member may ask."""

    @reports_errors
    async def callback(self, interaction: discord.Interaction[Podcite]) -> None:
        guild = await check_moderator(interaction, "settings")
        settings = await interaction.client.library.guilds.settings(guild)
        default = interaction.client.cooldowns.default
        form = RateForm(settings.questions or default.questions, round(settings.seconds or default.seconds))
        await interaction.response.send_modal(form)


class RateForm(ui.Modal):
    """How many questions in how many seconds."""

    def __init__(self, questions: int, seconds: int) -> None:
        super().__init__(title=_("How often each member may ask"))
        self.questions: ui.TextInput[RateForm] = ui.TextInput(default=str(questions), max_length=3)
        self.seconds: ui.TextInput[RateForm] = ui.TextInput(default=str(seconds), max_length=4)
        self.add_item(ui.Label(text=_("Questions (1 to 100)…"), component=self.questions))
        self.add_item(ui.Label(text=_("…within how many seconds (1 to 3600)"), component=self.seconds))

    @reports_errors
    async def on_submit(self, interaction: discord.Interaction[Podcite], /) -> None:
        await interaction.response.defer()
        await show_settings(interaction, self._change)

    def _change(self, before: GuildSettings) -> GuildSettings:
        questions, seconds = self.questions.value.strip(), self.seconds.value.strip()
        for typed, most in ((questions, 100), (seconds, 3600)):
            if not (typed.isascii() and typed.isdecimal() and 1 <= int(typed) <= most):
                raise BadRequestError(
                    Text(
                        "“{typed}” isn't a number from 1 to {most}, so the limit stays as it was.",
                        typed=typed,
                        most=most,
                    )
                )
        return replace(before, questions=int(questions), seconds=int(seconds))


SETTINGS_CONTROLS = (
    RoleMenu,
    ChannelsMenu,
    AnnounceMenu,
    ShowsMenu,
    PrivateSwitch,
    StrongLanguageButton,
    ResetButton,
    RateButton,
)
