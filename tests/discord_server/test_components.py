"""Buttons, selects and forms, through unmodified discord.py."""

from typing import Any

import discord
import pytest
from discord import app_commands, ui

from . import DiscordServer, RefusedError, Upload
from .conftest import RunBot

Interaction = discord.Interaction[discord.Client]


class Form(ui.Modal, title="Episode"):
    name = ui.TextInput[Any](label="Title", min_length=3)
    show = ui.Label[Any](text="Show", component=ui.Select(options=[discord.SelectOption(label="Talks")]))
    files = ui.Label[Any](text="Files", component=ui.FileUpload(max_values=2, required=False))

    async def on_submit(self, interaction: Interaction) -> None:
        chosen, files = self.show.component, self.files.component
        assert isinstance(chosen, ui.Select)
        assert isinstance(files, ui.FileUpload)
        data = [(await file.read()).decode() for file in files.values]
        await interaction.response.send_message(f"{self.name.value} {chosen.values} {data}")


class Panel(ui.View):
    def __init__(self) -> None:
        super().__init__(timeout=None)
        self.add_item(ui.Button(label="Site", url="https://example.org"))

    @ui.button(label="Next page", custom_id="next")
    async def turn(self, interaction: Interaction, button: ui.Button["Panel"]) -> None:
        button.disabled = True
        await interaction.response.edit_message(content="page 2", view=self)

    @ui.button(label="Details")
    async def details(self, interaction: Interaction, button: ui.Button["Panel"]) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.followup.send("the details")

    @ui.button(label="Slowly")
    async def slowly(self, interaction: Interaction, button: ui.Button["Panel"]) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(content="slowly done")

    @ui.button(label="Form")
    async def form(self, interaction: Interaction, button: ui.Button["Panel"]) -> None:
        await interaction.response.send_modal(Form())

    @ui.select(placeholder="Jump to", options=[discord.SelectOption(label=str(n)) for n in range(3)])
    async def jump(self, interaction: Interaction, select: ui.Select["Panel"]) -> None:
        await interaction.response.send_message(f"jumped to {select.values}")

    @ui.select(cls=ui.ChannelSelect, placeholder="Where")
    async def where(self, interaction: Interaction, select: ui.ChannelSelect["Panel"]) -> None:
        await interaction.response.send_message(f"in {select.values[0].name}")


@app_commands.command()
async def panel(interaction: Interaction) -> None:
    """Show a panel."""
    await interaction.response.send_message("page 1", view=Panel())


async def test_a_button_changes_its_message_and_is_then_disabled(
    server: DiscordServer, run_bot: RunBot
) -> None:
    await run_bot(panel)
    ada = server.guild().member()
    message = await (await ada.slash("panel")).original()
    await ada.click(message, "Next page")
    assert message.content == "page 2"
    with pytest.raises(RefusedError, match="disabled"):
        await ada.click(message, "next")
    with pytest.raises(RefusedError, match=r"link to https://example\.org"):
        await ada.click(message, "Site")


async def test_buttons_answer_privately_or_later(server: DiscordServer, run_bot: RunBot) -> None:
    await run_bot(panel)
    guild = server.guild()
    ada, bob = guild.member("ada"), guild.member("bob")
    message = await (await ada.slash("panel")).original()
    details = await (await bob.click(message, "Details")).original()
    assert (details.text, details.seen_by) == ("the details", bob.user)
    slow = await ada.click(message, "Slowly")
    assert await slow.original(lambda shown: shown.content == "slowly done") is message


async def test_selects_take_labels_and_channels(server: DiscordServer, run_bot: RunBot) -> None:
    await run_bot(panel)
    guild = server.guild()
    ada, news = guild.member(), guild.channel("news")
    message = await (await ada.slash("panel")).original()
    assert (await (await ada.select(message, "Jump to", "2")).original()).text == "jumped to ['2']"
    assert (await (await ada.select(message, "Where", news)).original()).text == "in news"
    with pytest.raises(RefusedError, match="not all among"):
        await ada.select(message, "Jump to", "9")


async def test_a_form_is_filled_in_by_its_labels(server: DiscordServer, run_bot: RunBot) -> None:
    await run_bot(panel)
    ada = server.guild().member()
    message = await (await ada.slash("panel")).original()
    reply = await ada.click(message, "Form")
    sent = await ada.submit(reply, {"Title": "Knobs", "Show": "Talks", "Files": [Upload("a.txt", b"words")]})
    assert (await sent.original()).text == "Knobs ['Talks'] ['words']"
    with pytest.raises(RefusedError, match="needs 3 to"):
        await ada.submit(reply, {"Title": "K", "Show": "Talks"})
    with pytest.raises(RefusedError, match="has no Date"):
        await ada.submit(reply, {"Title": "Knobs", "Show": "Talks", "Date": "today"})
