"""The page of `/library settings`: menus and switches, each of which confirms its change on the page."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Self, get_args

import discord
from discord import ButtonStyle, ChannelType, ui

from bot.client import Podcite
from bot.cogs.library.settings_changes import needs_steps_for_role, save_settings
from bot.errors import reports_errors
from bot.permissions import check_moderator
from bot.ui.discord_text import MAX_CONTENT, fit, plain
from bot.ui.settings_embeds import add_role_steps, change_sentences, integrations_url, settings_embed
from retrieval.errors import BadRequestError
from retrieval.models import Show
from retrieval.models.guilds import GuildSettings, StrongLanguage

MAX_CHANNELS = 25
"""How many channels, or options of its own, Discord takes in a menu."""
TEXT_CHANNELS = [ChannelType.text, ChannelType.news]

Change = Callable[[GuildSettings], GuildSettings]
"""Return the settings after a change."""


async def show_settings(interaction: discord.Interaction[Podcite], change: Change | None = None) -> None:
    """Make a change, if there is one, log it, and show the page, which says what was changed.

    A change that can't be made is explained on the page: its menus show what is stored, not what was chosen.
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
            content = " ".join(f"✓ {sentence}" for sentence in sentences) or "Nothing was changed."
        except BadRequestError as error:
            after, content = await guilds.settings(guild), f"⚠ {fit(str(error), MAX_CONTENT - 10)}"
    embed = settings_embed(after, shared, client.cooldowns.default)
    needs_steps = needs_steps_for_role(client.get_guild(guild), after.moderator_role)
    if after.moderator_role is not None and needs_steps:
        add_role_steps(embed, after.moderator_role, guild)
    view = settings_view(after, shared, guild if needs_steps else None)
    await interaction.edit_original_response(content=content, embed=embed, view=view)


def settings_view(settings: GuildSettings, shared: Sequence[Show], steps_for: int | None = None) -> ui.View:
    """Return the menus and switches; with `steps_for` a guild's id, also the link to its Integrations."""
    view = ui.View(timeout=None)
    view.add_item(RoleMenu(settings.moderator_role))
    view.add_item(ChannelsMenu(settings.answer_channels))
    view.add_item(AnnounceMenu(settings.announce_in))
    if shared:
        view.add_item(ShowsMenu(shared, settings.hidden))
    view.add_item(PrivateSwitch(settings.private))
    view.add_item(RateButton())
    view.add_item(StrongLanguageButton(settings.strong_language))
    view.add_item(ResetButton())
    if steps_for is not None:
        view.add_item(ui.Button(label="Open Integrations", url=integrations_url(steps_for)))
    return view


class _Control(ui.DynamicItem[ui.Item[ui.View]], template=r"settings:none"):
    """A menu or switch whose state is in the catalog, so that it outlives the bot's process."""

    def __init_subclass__(cls, *, name: str) -> None:
        super().__init_subclass__(template=rf"settings:{name}")

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        control = cls()  # type: ignore[call-arg]
        control.item = item
        return control

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
        await show_settings(interaction, self.change)


class RoleMenu(_Control, name="moderators"):
    """Chooses the role of moderators; none, and only Manage Server counts."""

    def __init__(self, role: int | None = None) -> None:
        super().__init__(
            ui.RoleSelect(
                custom_id="settings:moderators",
                placeholder="Moderators: choose a role (none: Manage Server only)",
                min_values=0,
                default_values=[discord.Object(role, type=discord.Role)] if role else [],
            )
        )

    def change(self, before: GuildSettings) -> GuildSettings:
        return replace(before, moderator_role=self.chosen[0].id if self.chosen else None)


class ChannelsMenu(_Control, name="channels"):
    """Chooses the channels that the bot answers in; none, and it answers everywhere."""

    def __init__(self, channels: Sequence[int] = ()) -> None:
        super().__init__(
            ui.ChannelSelect(
                custom_id="settings:channels",
                placeholder="I answer in: choose channels (none: every channel)",
                channel_types=[*TEXT_CHANNELS, ChannelType.forum, ChannelType.voice],
                min_values=0,
                max_values=MAX_CHANNELS,
                default_values=_channel_values(channels[:MAX_CHANNELS]),
            )
        )

    def change(self, before: GuildSettings) -> GuildSettings:
        return replace(before, answer_channels=tuple(sorted(channel.id for channel in self.chosen)))


class AnnounceMenu(_Control, name="announce"):
    """Chooses the channel of announcements."""

    def __init__(self, channel: int | None = None) -> None:
        super().__init__(
            ui.ChannelSelect(
                custom_id="settings:announce",
                placeholder="Announce new episodes: choose a channel (none: nowhere)",
                channel_types=TEXT_CHANNELS,
                min_values=0,
                default_values=_channel_values([channel] if channel else []),
            )
        )

    def change(self, before: GuildSettings) -> GuildSettings:
        return replace(before, announce_in=self.chosen[0].id if self.chosen else None)


class ShowsMenu(_Control, name="shows"):
    """Chooses which shared shows are seen here; of more than a menu holds, the first ones."""

    def __init__(self, shared: Sequence[Show] = (), hidden: Sequence[int] = ()) -> None:
        options = [
            discord.SelectOption(
                label=plain(show.title, 100), value=str(show.key), default=show.key not in hidden
            )
            for show in shared[:MAX_CHANNELS]
        ] or [discord.SelectOption(label="·")]
        super().__init__(
            ui.Select(
                custom_id="settings:shows",
                placeholder="Shared shows: all are hidden here",
                options=options,
                min_values=0,
                max_values=len(options),
            )
        )

    def change(self, before: GuildSettings) -> GuildSettings:
        offered = {int(option.value) for option in getattr(self.item, "options", ())}
        seen = {int(value) for value in self.chosen}
        return replace(before, hidden=tuple(sorted(set(before.hidden) - offered | (offered - seen))))


class PrivateSwitch(_Control, name="private"):
    """Switches between answers that everybody sees and those that only the person who asks sees."""

    def __init__(self, private: bool = False) -> None:
        label = "Let everybody see answers" if private else "Show answers only to the person who asks"
        super().__init__(ui.Button(label=label, custom_id="settings:private"))

    def change(self, before: GuildSettings) -> GuildSettings:
        return replace(before, private=not before.private)


class StrongLanguageButton(_Control, name="language"):
    """Goes on to the next way in which strong language is shown to everybody."""

    def __init__(self, now: StrongLanguage = "shown") -> None:
        super().__init__(ui.Button(label=f"Strong language: {_next_way(now)}", custom_id="settings:language"))

    def change(self, before: GuildSettings) -> GuildSettings:
        return replace(before, strong_language=_next_way(before.strong_language))


def _next_way(now: StrongLanguage) -> StrongLanguage:
    ways: tuple[StrongLanguage, ...] = get_args(StrongLanguage)
    return ways[(ways.index(now) + 1) % len(ways)]


class ResetButton(_Control, name="reset"):
    """Returns all settings to their defaults."""

    def __init__(self) -> None:
        super().__init__(ui.Button(label="Reset all", style=ButtonStyle.danger, custom_id="settings:reset"))

    def change(self, before: GuildSettings) -> GuildSettings:
        return GuildSettings()


class RateButton(_Control, name="rate"):
    """Opens the form for how often one member may ask."""

    def __init__(self) -> None:
        super().__init__(ui.Button(label="Change the question limit", custom_id="settings:rate"))

    @reports_errors
    async def callback(self, interaction: discord.Interaction[Podcite]) -> None:
        guild = await check_moderator(interaction, "settings")
        settings = await interaction.client.library.guilds.settings(guild)
        default = interaction.client.cooldowns.default
        form = RateForm(settings.questions or default.questions, round(settings.seconds or default.seconds))
        await interaction.response.send_modal(form)


class RateForm(ui.Modal, title="How often one member may ask"):
    """How many questions in how many seconds."""

    def __init__(self, questions: int, seconds: int) -> None:
        super().__init__(custom_id="settings:rate")
        self.questions: ui.TextInput[RateForm] = ui.TextInput(default=str(questions), max_length=3)
        self.seconds: ui.TextInput[RateForm] = ui.TextInput(default=str(seconds), max_length=4)
        self.add_item(ui.Label(text="Questions (1 to 100)…", component=self.questions))
        self.add_item(ui.Label(text="…within how many seconds (1 to 3600)", component=self.seconds))

    @reports_errors
    async def on_submit(self, interaction: discord.Interaction[Podcite], /) -> None:
        await interaction.response.defer()
        await show_settings(interaction, self._change)

    def _change(self, before: GuildSettings) -> GuildSettings:
        questions, seconds = self.questions.value.strip(), self.seconds.value.strip()
        for typed, most in ((questions, 100), (seconds, 3600)):
            if not (typed.isascii() and typed.isdecimal() and 1 <= int(typed) <= most):
                raise BadRequestError(
                    f"“{typed}” isn't a number from 1 to {most}, so the limit stays as it was."
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


def _channel_values(channels: Sequence[int]) -> list[discord.SelectDefaultValue]:
    kind = discord.SelectDefaultValueType.channel
    return [discord.SelectDefaultValue(id=channel, type=kind) for channel in channels]
