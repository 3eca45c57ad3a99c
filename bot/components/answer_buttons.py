"""The buttons under an answer: more passages, a follow-up question, a verdict, and sharing.

Their custom ids name only what they do. What the answer is about is read from its message, so that they
outlive the bot's process.
"""

import re
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple, Self

import discord
from discord import app_commands, ui

from bot.client import Podcite
from bot.components.asking import EPISODE_ID, reply_to
from bot.components.citations import CitationsButton
from bot.components.forms import TextForm
from bot.components.kept_question import kept_view
from bot.components.pages.hits import MAX_HITS, hits_page
from bot.components.pages.navigation import ExpiredPageError, is_askers
from bot.components.segment_references import SegmentReferences, references_of
from bot.errors import KeptQuestionError, RefusedError, reports_errors
from bot.permissions import (
    answers_in_public,
    answers_privately,
    check_channel,
    check_may_ask,
    check_may_read,
    defer_reply,
)
from bot.ui.discord_text import mask_embed, read_back
from bot.ui.language import _, gettext_noop
from bot.ui.reply_embeds import kept_follow_up_embed
from retrieval.errors import NotFoundError
from retrieval.models import Scope
from retrieval.models.feedback import Feedback, Verdict

MAX_QUESTION, MAX_REASON = 500, 500
"""The longest question and the longest reason that a form takes, in characters."""
THANKS = gettext_noop("Thank you. Your {verdict} is saved without your name.")
THANKS_FOR_REASON = gettext_noop("Thank you. Your {verdict} and what you wrote are saved without your name.")
THANKS_ALONE = gettext_noop("Thank you. The host of this bot doesn't store feedback.")
NO_MORE = gettext_noop("I found no other passages about this.")
NOT_SHARED = gettext_noop("You aren't allowed to write in this channel, so I can't share the answer here.")


async def _show_more(interaction: discord.Interaction[Podcite]) -> None:
    """Show other passages about the question, which the answer doesn't cite."""
    await check_may_ask(interaction)
    await defer_reply(interaction, private=not is_askers(interaction) or await answers_privately(interaction))
    question, library = question_of(interaction.message), interaction.client.library
    cited = set(references_of(interaction.message).references)
    hits = await library.search(question, Scope(interaction.guild_id), MAX_HITS + len(cited))
    others = tuple(hit.key for hit in hits if hit.key not in cited)[:MAX_HITS]
    if not others:
        raise NotFoundError(NO_MORE)
    page = await hits_page(library, interaction.guild_id, question, SegmentReferences(others))
    await interaction.edit_original_response(embed=page.embed, view=page.view)


async def _ask_on(interaction: discord.Interaction[Podcite]) -> None:
    await check_channel(interaction)
    await FOLLOW_UP.open(interaction)


async def _praise(interaction: discord.Interaction[Podcite]) -> None:
    await check_may_read(interaction)
    await interaction.response.defer(ephemeral=True, thinking=True)
    await _record(interaction, "good")


async def _criticize(interaction: discord.Interaction[Podcite]) -> None:
    await check_channel(interaction)
    await REASON.open(interaction)


async def _share(interaction: discord.Interaction[Podcite]) -> None:
    """Post a private answer for everybody in the channel; the private one can't be shared twice."""
    await check_may_ask(interaction)
    message = interaction.message
    if message is None or not message.embeds:
        raise ExpiredPageError
    permissions = interaction.permissions
    in_thread = isinstance(interaction.channel, discord.Thread)
    if not (permissions.send_messages_in_threads if in_thread else permissions.send_messages):
        raise RefusedError(NOT_SHARED)
    view = ui.View.from_message(message, timeout=None)
    for item in view.children:
        if isinstance(item, ui.Button) and item.custom_id == "answer:share":
            view.remove_item(item)
    # The buttons are found by their custom ids alone; discord.py isn't to keep this view.
    view.stop()
    await interaction.response.edit_message(view=view)
    await answers_in_public(interaction)
    await interaction.followup.send(
        _("{user} shared this answer:", user=interaction.user.mention),
        embeds=[mask_embed(embed) for embed in message.embeds],
        view=view,
    )


class Action(NamedTuple):
    """What a button is called and does."""

    label: str
    run: Callable[[discord.Interaction[Podcite]], Awaitable[None]]


ACTIONS = {
    "more": Action(gettext_noop("More"), _show_more),
    "ask": Action(gettext_noop("Follow up"), _ask_on),
    "good": Action("👍", _praise),
    "bad": Action("👎", _criticize),
    "share": Action(gettext_noop("Share"), _share),
}


class AnswerActionButton(ui.DynamicItem[ui.Button[ui.View]], template=r"answer:(?P<action>[a-z]+)"):
    """Does something with the answer above it."""

    def __init__(self, action: str, *, row: int | None = None) -> None:
        label = _(ACTIONS[action].label) if action in ACTIONS else "·"
        super().__init__(ui.Button(label=label, custom_id=f"answer:{action}", row=row))
        self.action = action

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(match["action"])

    @reports_errors
    async def callback(self, interaction: discord.Interaction[Podcite]) -> None:
        action = ACTIONS.get(self.action)
        if action is None:
            raise ExpiredPageError
        await action.run(interaction)


class AskAgainButton(
    ui.DynamicItem[ui.Button[ui.View]], template=rf"again:(?P<episode>{EPISODE_ID.pattern})"
):
    """Asks the question in the title above it again, of an episode or of all."""

    def __init__(self, episode: str = "") -> None:
        super().__init__(ui.Button(label=_("Ask again"), custom_id=f"again:{episode}"))
        self.episode = episode

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(match["episode"])

    @reports_errors
    async def callback(self, interaction: discord.Interaction[Podcite]) -> None:
        await check_may_ask(interaction)
        await defer_reply(interaction, private=await answers_privately(interaction))
        scope = Scope(interaction.guild_id, episode=self.episode or None)
        await reply_to("ask")(interaction, question_of(interaction.message), scope)


async def _follow_up(interaction: discord.Interaction[Podcite], state: str, question: str) -> None:
    """Answer a question about an answer; one that comes too early is kept with what it is about."""
    try:
        await check_may_ask(interaction)
    except app_commands.CommandOnCooldown as error:
        message = interaction.message
        if message is None or not message.embeds:
            raise
        embed, view = kept_follow_up_embed(question, message.embeds[0]), kept_view("follow-up")
        if (references := references_of(message)).references:  # which the follow-up is about
            view.add_item(CitationsButton(references.write()))
        raise KeptQuestionError(error.cooldown, error.retry_after, embed, view) from error
    await defer_reply(interaction, private=await answers_privately(interaction))
    await reply_to("follow-up")(interaction, question, Scope(interaction.guild_id))


async def _give_reason(interaction: discord.Interaction[Podcite], state: str, reason: str) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    await _record(interaction, "bad", reason.strip())


FOLLOW_UP = TextForm(
    "follow-up",
    title=gettext_noop("Follow up"),
    label=gettext_noop("Your question about this answer"),
    placeholder=gettext_noop("Who said that? · Tell me more about …"),
    max_length=MAX_QUESTION,
    submit=_follow_up,
)
REASON = TextForm(
    "reason",
    title=gettext_noop("What was wrong?"),
    label=gettext_noop("What was wrong with this answer?"),
    placeholder=gettext_noop("For example: it doesn't answer the question. You can leave this empty."),
    max_length=MAX_REASON,
    submit=_give_reason,
    required=False,
)
ANSWER_FORMS = (FOLLOW_UP, REASON)
ANSWER_BUTTONS = (AnswerActionButton, AskAgainButton)


def _title_of(message: discord.Message) -> str:
    """Return the question in the title of an answer; empty where it has none."""
    return read_back(message.embeds[0].title or "") if message.embeds else ""


def question_of(message: discord.Message | None) -> str:
    """Return the question in the title of an answer. Raises ExpiredPageError if there is none."""
    title = message.embeds[0].title if message and message.embeds else None
    if not title:
        raise ExpiredPageError
    return read_back(title)


async def _record(interaction: discord.Interaction[Podcite], verdict: Verdict, reason: str = "") -> None:
    message = interaction.message
    if message is None:
        raise ExpiredPageError
    client = interaction.client
    voter = await client.pseudonym(interaction.guild_id, interaction.user.id)
    is_public = interaction.guild_id is not None and not message.flags.ephemeral
    channel = interaction.channel_id or 0 if is_public else 0
    feedback = Feedback(interaction.guild_id, channel, message.id, verdict, reason, voter)
    is_stored = bool(client.library.privacy.keep.gaps)
    await client.library.guilds.answers.record_feedback(feedback, _title_of(message), store=is_stored)
    if not is_stored:
        await interaction.edit_original_response(content=_(THANKS_ALONE))
        return
    thanks = THANKS_FOR_REASON if reason and verdict == "bad" else THANKS
    await interaction.edit_original_response(content=_(thanks, verdict="👍" if verdict == "good" else "👎"))
