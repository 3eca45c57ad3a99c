"""Forms of one text field that outlive the bot's process: their custom ids say what they are about.

discord.py forgets forms when the process that opened them ends; only buttons and menus are found by their
custom ids. So this module handles all forms that are sent, before and after a restart.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import discord
from discord import ui

from bot.client import Podcite
from bot.errors import reports_errors
from bot.ui.language import _

PREFIX = "form"
Submit = Callable[[discord.Interaction[Podcite], str, str], Awaitable[None]]
"""Handle a form that was sent: what its custom id carries, and what was typed."""


@dataclass(frozen=True, slots=True)
class TextForm:
    """A form with one text field; `name` and what `submit` needs stand in its custom id."""

    name: str
    title: str
    label: str
    placeholder: str
    max_length: int
    submit: Submit
    required: bool = True
    is_long: bool = True

    async def open(
        self, interaction: discord.Interaction[Podcite], state: str = "", default: str = ""
    ) -> None:
        """Show the form to the user who pressed a button, with a `default` text in its field."""
        form = ui.Modal(title=_(self.title), custom_id=f"{PREFIX}:{self.name}:{state}")
        style = discord.TextStyle.paragraph if self.is_long else discord.TextStyle.short
        field: ui.TextInput[ui.Modal] = ui.TextInput(
            label=_(self.label),
            style=style,
            placeholder=_(self.placeholder),
            default=default[: self.max_length] or None,
            max_length=self.max_length,
            required=self.required,
        )
        form.add_item(field)
        await interaction.response.send_modal(form)
        form.stop()  # discord.py isn't to handle it as well

    @reports_errors
    async def handle(self, interaction: discord.Interaction[Podcite]) -> None:
        """Do what the form that was sent asks for; tell the user what went wrong."""
        data: Mapping[str, Any] = interaction.data or {}
        state = str(data.get("custom_id", "")).split(":", 2)[2]
        await self.submit(interaction, state, next(_texts(data.get("components", ())), ""))


def form_of(interaction: discord.Interaction[Podcite], forms: Sequence[TextForm]) -> TextForm | None:
    """Return the form that a user has sent, if the interaction is that and the form is one of these."""
    if interaction.type is not discord.InteractionType.modal_submit:
        return None
    data: Mapping[str, Any] = interaction.data or {}
    prefix, name, *_ = (*str(data.get("custom_id", "")).split(":", 2), "", "")
    return next((form for form in forms if (prefix, name) == (PREFIX, form.name)), None)


def _texts(components: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield what was typed into the fields of a form, which rows or labels hold."""
    for component in components:
        if "value" in component:
            yield str(component["value"])
        inner = component.get("component")
        yield from _texts([*component.get("components", ()), *([inner] if inner else [])])
