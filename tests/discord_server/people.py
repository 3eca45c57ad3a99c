"""Users, members and roles, and what their permissions come to."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import discord

from .wire import Json

if TYPE_CHECKING:
    from .places import Channel, Guild

JOINED = "2024-01-01T00:00:00+00:00"


def flag(**permissions: bool) -> int:
    """The bits of some permissions by their names, as in `flag(manage_guild=True)`."""
    return discord.Permissions(**permissions).value


EVERYONE = flag(
    view_channel=True,
    send_messages=True,
    embed_links=True,
    attach_files=True,
    read_message_history=True,
    create_public_threads=True,
    send_messages_in_threads=True,
    use_application_commands=True,
)


@dataclass(eq=False)
class User:
    id: int
    name: str
    bot: bool = False
    accepts_messages: bool = True
    has_app: bool = False
    locale: str = "en-US"

    @property
    def mention(self) -> str:
        return f"<@{self.id}>"

    def payload(self) -> Json:
        return {
            "id": str(self.id),
            "username": self.name,
            "global_name": self.name.title(),
            "discriminator": "0",
            "avatar": None,
            "bot": self.bot,
            "public_flags": 0,
            "flags": 0,
            "primary_guild": None,
        }


@dataclass(eq=False)
class Role:
    id: int
    name: str
    permissions: int
    position: int = 0

    def payload(self) -> Json:
        return {
            "id": str(self.id),
            "name": self.name,
            "permissions": str(self.permissions),
            "position": self.position,
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "managed": False,
            "mentionable": False,
            "flags": 0,
        }


@dataclass(eq=False)
class Member:
    user: User
    roles: list[Role] = field(default_factory=list)

    def payload(self, permissions: int | None = None) -> Json:
        data: Json = {
            "user": self.user.payload(),
            "roles": [str(role.id) for role in self.roles],
            "nick": None,
            "avatar": None,
            "joined_at": JOINED,
            "premium_since": None,
            "communication_disabled_until": None,
            "deaf": False,
            "mute": False,
            "pending": False,
            "flags": 0,
        }
        if permissions is not None:
            data["permissions"] = str(permissions)
        return data


def permissions_in(guild: "Guild", member: Member, channel: "Channel | None" = None) -> int:
    """By Discord's algorithm: owner, roles, administrator, then overwrites of everyone, roles, the member."""
    everything = discord.Permissions.all().value
    if member.user is guild.owner:
        return everything
    held = guild.everyone.permissions
    for role in member.roles:
        held |= role.permissions
    if held & flag(administrator=True):
        return everything
    if channel is None:
        return held
    overwrites = (channel.parent or channel).overwrites
    role_ids = [role.id for role in member.roles]
    for ids in ([guild.id], role_ids, [member.user.id]):
        found = [overwrites[target] for target in ids if target in overwrites]
        for overwrite in found:
            held &= ~overwrite.deny
        for overwrite in found:
            held |= overwrite.allow
    return held
