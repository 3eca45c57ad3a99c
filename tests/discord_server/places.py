"""Guilds, channels, threads and direct messages."""

from dataclasses import dataclass, field
from typing import NamedTuple

from .messages import Message
from .people import JOINED, Member, Role, User
from .wire import Json

TEXT, DIRECT, PUBLIC_THREAD, PRIVATE_THREAD, FORUM = 0, 1, 11, 12, 15
ROLE_OVERWRITE, MEMBER_OVERWRITE = 0, 1


class Overwrite(NamedTuple):
    kind: int
    allow: int = 0
    deny: int = 0


@dataclass(eq=False)
class Channel:
    id: int
    name: str
    type: int = TEXT
    guild: "Guild | None" = None
    parent: "Channel | None" = None
    recipient: User | None = None
    owner: User | None = None
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    archived: bool = False
    locked: bool = False
    archive_after: int = 1440

    @property
    def is_thread(self) -> bool:
        return self.type in (PUBLIC_THREAD, PRIVATE_THREAD)

    @property
    def mention(self) -> str:
        return f"<#{self.id}>"

    @property
    def visible_messages(self) -> list[Message]:
        """What everybody in the channel sees, oldest first."""
        return [message for message in self.messages.values() if message.seen_by is None]

    def payload(self) -> Json:
        data: Json = {"id": str(self.id), "type": self.type, "flags": 0, "last_message_id": None}
        if self.recipient:
            return data | {"recipients": [self.recipient.payload()]}
        assert self.guild
        data |= {"guild_id": str(self.guild.id), "name": self.name, "rate_limit_per_user": 0}
        return data | (self._thread_part() if self.is_thread else self._text_part())

    def _text_part(self) -> Json:
        overwrites = [
            {"id": str(target), "type": o.kind, "allow": str(o.allow), "deny": str(o.deny)}
            for target, o in self.overwrites.items()
        ]
        return {
            "position": 0,
            "parent_id": None,
            "topic": None,
            "nsfw": False,
            "permission_overwrites": overwrites,
        }

    def _thread_part(self) -> Json:
        assert self.parent
        assert self.owner
        return {
            "parent_id": str(self.parent.id),
            "owner_id": str(self.owner.id),
            "message_count": len(self.messages),
            "total_message_sent": len(self.messages),
            "member_count": 1,
            "thread_metadata": {
                "archived": self.archived,
                "locked": self.locked,
                "auto_archive_duration": self.archive_after,
                "archive_timestamp": JOINED,
                "create_timestamp": JOINED,
            },
        }


@dataclass(eq=False)
class Guild:
    id: int
    name: str
    owner: User
    everyone: Role
    roles: list[Role] = field(default_factory=list)
    channels: list[Channel] = field(default_factory=list)
    members: dict[int, Member] = field(default_factory=dict)
    has_bot: bool = True
    # Names of commands, and who an admin has allowed them to in the server's integration settings.
    allowed: dict[str, set[User]] = field(default_factory=dict)
    locale: str = "en-US"

    def payload(self, bot: User) -> Json:
        """The guild as GUILD_CREATE tells it to a bot without the members intent."""
        return {
            "id": str(self.id),
            "name": self.name,
            "owner_id": str(self.owner.id),
            "icon": None,
            "splash": None,
            "banner": None,
            "description": None,
            "roles": [role.payload() for role in (self.everyone, *self.roles)],
            "channels": [channel.payload() for channel in self.channels if not channel.is_thread],
            "threads": [channel.payload() for channel in self.channels if channel.is_thread],
            "members": [self.members[bot.id].payload()],
            "member_count": len(self.members),
            "joined_at": JOINED,
            "large": False,
            "unavailable": False,
            "features": [],
            "preferred_locale": self.locale,
            "afk_timeout": 300,
            "premium_tier": 0,
            "nsfw_level": 0,
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "system_channel_flags": 0,
            **{
                nothing: []
                for nothing in (
                    "emojis",
                    "stickers",
                    "voice_states",
                    "presences",
                    "stage_instances",
                    "guild_scheduled_events",
                    "soundboard_sounds",
                )
            },
        }
