"""The buttons under what is stored about a person, which export and delete it."""

import io
import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Self

import discord
from discord import ButtonStyle, ui

from bot.client import Podcite
from bot.components.pages.navigation import ExpiredPageError
from bot.errors import reports_errors
from bot.ui.formatting import count
from bot.ui.language import _, gettext_noop
from bot.ui.privacy_embeds import DELETED, KEPT, deletion_embed, privacy_embed
from retrieval.models.privacy import StoredRecords

FILE_NAME = "podcite-data.json"
_BUTTONS = {
    "export": (gettext_noop("Download as a file"), ButtonStyle.secondary),
    "delete": (gettext_noop("Delete my data"), ButtonStyle.danger),
    "confirm": (gettext_noop("Delete for good"), ButtonStyle.danger),
    "keep": (gettext_noop("Never mind"), ButtonStyle.secondary),
}


class PrivacyButton(ui.DynamicItem[ui.Button[ui.View]], template=r"privacy:(?P<action>[a-z]+)"):
    """Exports or deletes what is stored about the person who presses it."""

    def __init__(self, action: str) -> None:
        label, style = _BUTTONS.get(action, ("·", ButtonStyle.secondary))
        super().__init__(ui.Button(label=_(label), style=style, custom_id=f"privacy:{action}"))
        self.action = action

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(match["action"])

    @reports_errors
    async def callback(self, interaction: discord.Interaction[Podcite]) -> None:
        match self.action:
            case "export":
                await _export(interaction)
            case "delete":
                await interaction.response.defer()
                embed = deletion_embed(await _stored(interaction), _remembered(interaction))
                await interaction.edit_original_response(embed=embed, view=_view("confirm", "keep"))
            case "confirm":
                await _delete(interaction)
            case "keep":
                await interaction.response.defer()
                await interaction.edit_original_response(content=_(KEPT), embed=None, view=None)
            case _:
                raise ExpiredPageError


async def show_stored_data(interaction: discord.Interaction[Podcite]) -> None:
    """Show the user, in a deferred reply that only they see, what is stored about them."""
    stored, remembered = await _stored(interaction), _remembered(interaction)
    view = _view("export", "delete") if stored or remembered else None
    await interaction.edit_original_response(embed=privacy_embed(stored, remembered), view=view)


async def _export(interaction: discord.Interaction[Podcite]) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    document = {
        "user": interaction.user.id,
        "exported": datetime.now(UTC).isoformat(timespec="seconds"),
        **{
            kind.name: {"what": kind.what, "until": kind.until, "records": list(kind.records)}
            for kind in await _stored(interaction)
        },
        "memory": [
            {"question": turn.question, "answer": turn.answer}
            for turn in interaction.client.conversations.turns_of(interaction.user.id)
        ],
    }
    content = io.BytesIO(json.dumps(document, ensure_ascii=False, indent=2).encode())
    await interaction.edit_original_response(attachments=[discord.File(content, FILE_NAME)])


async def _delete(interaction: discord.Interaction[Podcite]) -> None:
    await interaction.response.defer()
    client, user = interaction.client, interaction.user.id
    deleted = await client.library.privacy.delete(await client.person(user)) + client.conversations.forget(
        user
    )
    text = _(DELETED, records=count(deleted, "record"))
    await interaction.edit_original_response(content=text, embed=None, view=None)


async def _stored(interaction: discord.Interaction[Podcite]) -> Sequence[StoredRecords]:
    client = interaction.client
    return await client.library.privacy.read(await client.person(interaction.user.id))


def _remembered(interaction: discord.Interaction[Podcite]) -> int:
    return len(interaction.client.conversations.turns_of(interaction.user.id))


def _view(*actions: str) -> ui.View:
    view = ui.View(timeout=None)
    for action in actions:
        view.add_item(PrivacyButton(action))
    return view
