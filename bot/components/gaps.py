"""What the menus, buttons and forms of gaps and pins do for moderators."""

import discord

from bot.client import Podcite
from bot.components.answer_buttons import question_of
from bot.components.asked_messages import read_question
from bot.components.forms import TextForm
from bot.components.gap_items import ACTION, Pressed, handles, numbers
from bot.components.gap_pages import gaps_page, group_page, passages_page, pins_page
from bot.components.pages.navigation import Page, episode_of
from bot.permissions import actor_of, check_moderator
from bot.ui.discord_text import fit
from bot.ui.gap_embeds import pin_place
from bot.ui.language import _, gettext_noop
from retrieval.models.gaps import PlacedPin

MAX_WORDING = 500
"""The longest wording of a pin, in characters."""


@handles("open")
async def _open_group(pressed: Pressed) -> None:
    await pressed.interaction.response.defer(ephemeral=True, thinking=True)
    (days,), (message,) = numbers(pressed.state, 1), numbers(pressed.value, 1)
    await _show(pressed.interaction, await group_page(pressed.interaction, pressed.guild, days, message))


@handles("list")
async def _turn_list(pressed: Pressed) -> None:
    await pressed.interaction.response.defer()
    days, page = numbers(pressed.state, 2)
    await _show(pressed.interaction, await gaps_page(pressed.interaction, pressed.guild, days, page))


@handles("group")
async def _turn_group(pressed: Pressed) -> None:
    await pressed.interaction.response.defer()
    days, message, first = numbers(pressed.state, 3)
    page = await group_page(pressed.interaction, pressed.guild, days, message, first)
    await _show(pressed.interaction, page)


@handles("ask")
async def _show_passages(pressed: Pressed) -> None:
    await pressed.interaction.response.defer(ephemeral=True, thinking=True)
    channel, message = numbers(pressed.value, 2)
    question = await read_question(pressed.interaction, channel, message)
    await _show(
        pressed.interaction, await passages_page(pressed.interaction, pressed.guild, question, question)
    )


@handles("words")
async def _ask_for_words(pressed: Pressed) -> None:
    await WORDS.open(pressed.interaction)


@handles("pick")
async def _ask_for_wording(pressed: Pressed) -> None:
    numbers(pressed.value, 2)
    await PIN.open(pressed.interaction, pressed.value, question_of(pressed.interaction.message))


@handles("pins")
async def _turn_pins(pressed: Pressed) -> None:
    await pressed.interaction.response.defer()
    (first,) = numbers(pressed.state, 1)
    await _show(pressed.interaction, await pins_page(pressed.interaction, pressed.guild, first))


@handles("unpin")
async def _unpin(pressed: Pressed) -> None:
    interaction, guild = pressed.interaction, pressed.guild
    await interaction.response.defer()
    (number,) = numbers(pressed.value, 1)
    pin = await interaction.client.library.guilds.pins.remove(guild, number)
    await _record(interaction, guild, "unpin", pin.passage.episode, pin.passage.segment)
    await _show(interaction, await pins_page(interaction, guild, 0))


async def pin_passage(
    interaction: discord.Interaction[Podcite], guild: int, question: str, episode: str, segment: int
) -> None:
    """Pin a segment for a question, log it, and say so in the deferred reply."""
    placed = await interaction.client.library.guilds.pins.add(guild, question, episode, segment)
    await _record(interaction, guild, "pin", episode, segment)
    await interaction.edit_original_response(content=pinned_sentence(placed))


def pinned_sentence(placed: PlacedPin) -> str:
    """Return the sentence that says what was pinned."""
    return _(
        "Pinned. “{question}” is now answered with this passage first: {place}. "
        "`/library pins` lists all pins.",
        question=fit(placed.pin.question, 300),
        place=pin_place(placed),
    )


async def _search_words(interaction: discord.Interaction[Podcite], _: str, words: str) -> None:
    await interaction.response.defer()
    guild = await check_moderator(interaction, ACTION)
    question = question_of(interaction.message)
    await _show(interaction, await passages_page(interaction, guild, question, words))


async def _confirm(interaction: discord.Interaction[Podcite], state: str, wording: str) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    guild = await check_moderator(interaction, ACTION)
    generation, segment = numbers(state, 2)
    episode = await episode_of(interaction.client.library, guild, generation)
    await pin_passage(interaction, guild, wording, episode.id, segment)


async def _record(
    interaction: discord.Interaction[Podcite], guild: int, action: str, episode: str, segment: int
) -> None:
    guilds = interaction.client.library.guilds
    await guilds.record(guild, actor_of(interaction), action, episode, f"segment {segment}")


async def _show(interaction: discord.Interaction[Podcite], page: Page) -> None:
    await interaction.edit_original_response(embed=page.embed, view=page.view)


PIN = TextForm(
    "pin",
    title=gettext_noop("Pin this passage"),
    label=gettext_noop("The question that this passage answers"),
    placeholder=gettext_noop("As people ask it, such as: Why is the fridge a bad place for bread?"),
    max_length=MAX_WORDING,
    submit=_confirm,
)
WORDS = TextForm(
    "pin-words",
    title=gettext_noop("Search for the passage"),
    label=gettext_noop("Words that the passage says"),
    placeholder=gettext_noop("As in /search"),
    max_length=MAX_WORDING,
    submit=_search_words,
    is_long=False,
)
GAP_FORMS = (PIN, WORDS)
