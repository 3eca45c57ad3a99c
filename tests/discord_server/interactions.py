"""Interactions: what a user did, as the bot is told it, and how the bot has answered so far."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .messages import Message
from .people import Member, User, permissions_in
from .places import Channel, Guild
from .wire import Json

if TYPE_CHECKING:
    from .server import DiscordServer

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5
SEND, DEFER, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
# Which answers each kind takes; a modal may only change a message if it came from one.
ANSWERS = {
    COMMAND: {SEND, DEFER, MODAL},
    COMPONENT: {SEND, DEFER, DEFER_UPDATE, UPDATE, MODAL},
    AUTOCOMPLETE: {CHOICES},
    MODAL_SUBMIT: {SEND, DEFER, DEFER_UPDATE, UPDATE},
}
ATTACHMENT_LIMIT = 10 * 1024 * 1024
IN_GUILD, WITH_BOT = 0, 1


@dataclass(eq=False)
class Interaction:
    id: int
    type: int
    data: Json
    user: User
    channel: Channel
    created: float
    member: Member | None = None
    source: Message | None = None
    trigger: "Interaction | None" = None
    token: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    answered: int | None = None
    original: Message | None = None
    follow_ups: list[Message] = field(default_factory=list)
    choices: list[Json] | None = None
    modal: Json | None = None

    @property
    def guild(self) -> Guild | None:
        return self.channel.guild

    @property
    def is_brought_along(self) -> bool:
        """Whether only the user has installed the app."""
        return self.guild is not None and not self.guild.has_bot

    @property
    def owners(self) -> Json:
        """Who has installed the app, by the kind of installation."""
        by_guild = {} if self.is_brought_along else {"0": str(self.guild.id) if self.guild else "0"}
        return by_guild | ({"1": str(self.user.id)} if self.user.has_app else {})

    @property
    def allowed_answers(self) -> set[int]:
        allowed = ANSWERS[self.type]
        return allowed if self.source or self.type != MODAL_SUBMIT else allowed - {DEFER_UPDATE, UPDATE}

    @property
    def messages(self) -> Iterator[Message]:
        """What this interaction's token can edit."""
        if self.original:
            yield self.original
        yield from self.follow_ups

    def metadata(self) -> Json:
        """What the messages that answer it say of it."""
        kind = COMMAND if self.type == AUTOCOMPLETE else self.type
        data: Json = {"id": str(self.id), "type": kind, "user": self.user.payload()}
        data["authorizing_integration_owners"] = self.owners
        if self.type == COMPONENT and self.source:
            data["interacted_message_id"] = str(self.source.id)
        if self.trigger:
            data["triggering_interaction_metadata"] = self.trigger.metadata()
        return data

    def payload(self, server: "DiscordServer") -> Json:
        """INTERACTION_CREATE's data."""
        data: Json = {
            "id": str(self.id),
            "type": self.type,
            "token": self.token,
            "version": 1,
            "application_id": str(server.bot.id),
            "attachment_size_limit": ATTACHMENT_LIMIT,
            "data": self.data,
            "channel_id": str(self.channel.id),
            "channel": self.channel.payload(),
            "locale": self.user.locale,
            "entitlements": [],
        }
        if self.source:
            data["message"] = self.source.payload()
        if self.guild is None or self.member is None:
            return data | {
                "user": self.user.payload(),
                "context": WITH_BOT,
                "app_permissions": str(server.direct_permissions),
                "authorizing_integration_owners": self.owners,
            }
        bot = self.guild.members[server.bot.id]
        return data | {
            "guild_id": str(self.guild.id),
            "guild": {"id": str(self.guild.id), "locale": self.guild.locale, "features": []},
            "member": self.member.payload(permissions_in(self.guild, self.member, self.channel)),
            "app_permissions": str(permissions_in(self.guild, bot, self.channel)),
            "guild_locale": self.guild.locale,
            "context": IN_GUILD,
            "authorizing_integration_owners": self.owners,
        }
