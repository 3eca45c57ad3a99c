"""The buttons under an answer: more passages, a follow-up question, a verdict, and sharing.

Their custom ids name only what they do. What the answer is about is read from its message, so that they
outlive the bot's process.
"""

import re
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple, Self

import discord
from discord import ui

from bot.client import Podcite
from bot.components.asking import EPISODE_ID, reply_to
from bot.components.pages.hits import MAX_HITS, hits_page
from bot.components.pages.navigation import ExpiredPageError, is_askers
from bot.components.segment_references import SegmentReferences, references_of
from bot.errors import RefusedError, reports_errors
from bot.permissions import answers_privately, check_may_ask, defer_reply
from bot.ui.discord_text import read_back
from retrieval.errors import NotFoundError
from retrieval.models import Scope
from retrieval.models.feedback import Feedback, Verdict

MAX_QUESTION, MAX_REASON = 500, 500
"""The longest question and the longest reason that a form takes, in characters."""
THANKS = "Thank you. Your {} is saved without your name."
NO_MORE = "I found no other passages about this."
NOT_SHARED = "You aren't allowed to write in this channel, so I can't share the answer here."


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
    await interaction.response.send_modal(FollowUpForm())


async def _praise(interaction: discord.Interaction[Podcite]) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    await _record(interaction, "good")


async def _criticize(interaction: discord.Interaction[Podcite]) -> None:
    await interaction.response.send_modal(ReasonForm())


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
    await interaction.followup.send(
        f"{interaction.user.mention} shared this answer:", embeds=message.embeds, view=view
    )


class Action(NamedTuple):
    """What a button is called and does."""

    label: str
    run: Callable[[discord.Interaction[Podcite]], Awaitable[None]]


ACTIONS = {
    "more": Action("More", _show_more),
    "ask": Action("Follow up", _ask_on),
    "good": Action("👍", _praise),
    "bad": Action("👎", _criticize),
    "share": Action("Share", _share),
}


class AnswerActionButton(ui.DynamicItem[ui.Button[ui.View]], template=r"answer:(?P<action>[a-z]+)"):
    """Does something with the answer above it."""

    def __init__(self, action: str, *, row: int | None = None) -> None:
        label = ACTIONS[action].label if action in ACTIONS else "·"
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
        super().__init__(ui.Button(label="Ask again", custom_id=f"again:{episode}"))
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


class FollowUpForm(ui.Modal, title="Follow up"):
    """The form for a question about the answer."""

    question: ui.TextInput["FollowUpForm"] = ui.TextInput(
        label="Your question about this answer",
        style=discord.TextStyle.paragraph,
        placeholder="Who said that? · Tell me more about …",
        max_length=MAX_QUESTION,
    )

    @reports_errors
    async def on_submit(self, interaction: discord.Interaction[Podcite], /) -> None:
        await check_may_ask(interaction)
        await defer_reply(interaction, private=await answers_privately(interaction))
        await reply_to("follow-up")(interaction, self.question.value, Scope(interaction.guild_id))


class ReasonForm(ui.Modal, title="What was wrong?"):
    """The form for the reason of a bad verdict; it may stay empty."""

    reason: ui.TextInput["ReasonForm"] = ui.TextInput(
        label="What was wrong with this answer?",
        style=discord.TextStyle.paragraph,
        placeholder="For example: it doesn't answer the question. You can leave this empty.",
        max_length=MAX_REASON,
        required=False,
    )

    @reports_errors
    async def on_submit(self, interaction: discord.Interaction[Podcite], /) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        await _record(interaction, "bad", self.reason.value.strip())


ANSWER_BUTTONS = (AnswerActionButton, AskAgainButton)


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
    voter = client.pseudonym(interaction.guild_id, interaction.user.id)
    channel = interaction.channel_id or 0
    feedback = Feedback(interaction.guild_id, channel, message.id, verdict, reason, voter)
    await client.library.guilds.answers.record_feedback(feedback)
    what = "👍" if verdict == "good" else "👎 and what you wrote" if reason else "👎"
    verb = THANKS if not reason or verdict == "good" else THANKS.replace(" is ", " are ")
    await interaction.edit_original_response(content=verb.format(what))
