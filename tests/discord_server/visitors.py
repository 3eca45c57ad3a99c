"""The people of a test: guilds and members that do with a bot what people do."""

from collections.abc import Mapping
from copy import copy
from typing import TYPE_CHECKING, Any

import discord

from .forms import filled_form
from .interactions import AUTOCOMPLETE, COMMAND, COMPONENT, MODAL_SUBMIT, Interaction
from .messages import Message
from .options import Filled, RefusedError, command_data, find_command, find_menu
from .people import Member, Role, User
from .places import MEMBER_OVERWRITE, PUBLIC_THREAD, TEXT, Channel, Guild, Overwrite
from .replies import Reply
from .wire import Json

if TYPE_CHECKING:
    from .server import DiscordServer


class GuildHandle:
    """A guild, and what its admins do with it."""

    def __init__(self, server: "DiscordServer", guild: Guild) -> None:
        self._server = server
        self.guild = guild
        self.id = guild.id

    @property
    def general(self) -> Channel:
        return self.guild.channels[0]

    def channel(
        self, name: str, *, bot_lacks: discord.Permissions | None = None, kind: int = TEXT
    ) -> Channel:
        """A new channel of text or, by its kind, another; the bot may be denied some permissions in it."""
        overwrites = {}
        if bot_lacks:
            overwrites[self._server.bot.id] = Overwrite(MEMBER_OVERWRITE, deny=bot_lacks.value)
        channel = Channel(self._server.new_id(), name, kind, self.guild, overwrites=overwrites)
        self.guild.channels.append(channel)
        self._server.channels[channel.id] = channel
        self._server.gateway.dispatch("CHANNEL_CREATE", channel.payload())
        return channel

    def deny_bot(self, channel: Channel, denied: discord.Permissions | None = None) -> None:
        """Deny the bot these permissions in a channel, and allow it all others."""
        channel.overwrites.pop(self._server.bot.id, None)
        if denied:
            channel.overwrites[self._server.bot.id] = Overwrite(MEMBER_OVERWRITE, deny=denied.value)
        self._server.gateway.dispatch("CHANNEL_UPDATE", channel.payload())

    def hide(self, channel: Channel, who: "MemberHandle") -> None:
        """Forbid a member to see a channel."""
        denied = discord.Permissions(view_channel=True).value
        channel.overwrites[who.user.id] = Overwrite(MEMBER_OVERWRITE, deny=denied)
        self._server.gateway.dispatch("CHANNEL_UPDATE", channel.payload())

    def elsewhere(self) -> "GuildHandle":
        """Another guild of the same Discord."""
        return self._server.guild("Elsewhere")

    def member(
        self, name: str = "ada", permissions: discord.Permissions | None = None, *, locale: str = "en-US"
    ) -> "MemberHandle":
        """A new member, in #general, with these permissions besides everyone's."""
        member = Member(self._server.user(name))
        member.user.locale = locale
        if permissions:
            member.roles.append(self.role(f"role of {name}", permissions))
        self.guild.members[member.user.id] = member
        return MemberHandle(self._server, self.general, member.user, member)

    def role(self, name: str, permissions: discord.Permissions) -> Role:
        role = Role(self._server.new_id(), name, permissions.value, len(self.guild.roles) + 1)
        self.guild.roles.append(role)
        self._server.gateway.dispatch("GUILD_ROLE_CREATE", {"guild_id": str(self.id), "role": role.payload()})
        return role

    def allow(self, command: str, who: "MemberHandle") -> None:
        """Offer a command to a member in the server's settings, whatever its default permissions."""
        self.guild.allowed.setdefault(command, set()).add(who.user)

    def change_thread(self, thread: Channel, *, archived: bool = False, locked: bool = False) -> None:
        thread.archived, thread.locked = archived, locked
        self._server.gateway.dispatch("THREAD_UPDATE", thread.payload())

    def delete_thread(self, thread: Channel) -> None:
        self._server.channels.pop(thread.id)
        self.guild.channels.remove(thread)
        gone = {key: thread.payload()[key] for key in ("id", "guild_id", "parent_id", "type")}
        self._server.gateway.dispatch("THREAD_DELETE", gone)

    def delete_channel(self, channel: Channel) -> None:
        self._server.channels.pop(channel.id)
        self.guild.channels.remove(channel)
        self._server.gateway.dispatch("CHANNEL_DELETE", channel.payload())

    def remove_bot(self) -> None:
        self.guild.has_bot = False
        self._server.gateway.dispatch("GUILD_DELETE", {"id": str(self.id), "unavailable": False})

    def add_bot(self) -> None:
        """Invite the bot again after it was removed; only of a guild that is joined it isn't said whether
        it is available, by which discord.py tells the two events apart.
        """
        self.guild.has_bot = True
        payload = self.guild.payload(self._server.bot)
        del payload["unavailable"]
        self._server.gateway.dispatch("GUILD_CREATE", payload)

    def go_away(self) -> None:
        """Become unavailable, as in an outage: the bot is still in the guild."""
        self._server.gateway.dispatch("GUILD_DELETE", {"id": str(self.id), "unavailable": True})


class MemberHandle:
    """A person in a channel: what they do goes to the bot, what comes back is a Reply."""

    def __init__(self, server: "DiscordServer", channel: Channel, user: User, member: Member | None) -> None:
        self._server = server
        self.channel, self.user, self.member = channel, user, member

    @property
    def guild(self) -> Guild | None:
        return self.channel.guild

    @property
    def brings_app(self) -> bool:
        """Whether the person is in a server that hasn't installed the app."""
        return self.guild is not None and not self.guild.has_bot

    def at(self, channel: Channel) -> "MemberHandle":
        """The same person in another channel or thread."""
        other = copy(self)
        other.channel = channel
        return other

    def direct(self) -> "MemberHandle":
        """The same person in their direct messages with the bot."""
        return MemberHandle(self._server, self._server.direct_channel(self.user), self.user, None)

    async def slash(self, command: str, /, **options: Any) -> Reply:
        """Run a command (nested: `library feed add`) and wait until the bot has acknowledged it."""
        return await self.send_slash(command, **options).acknowledged()

    def send_slash(self, command: str, /, **options: Any) -> Reply:
        """Run a command and wait for nothing."""
        found, chain = find_command(self._server, self, command)
        filled = Filled(self._server, [found, *chain][-1])
        chosen = filled.options({name: _bare(value) for name, value in options.items()})
        return self._interact(COMMAND, command_data(found, chain, chosen, filled.resolved))

    async def autocomplete(self, command: str, option: str, text: str, /, **others: Any) -> list[Json]:
        """The choices that the bot offers while `text` stands in an option."""
        found, chain = find_command(self._server, self, command)
        filled = Filled(self._server, [found, *chain][-1])
        typed = filled.typing(option, text, {name: _bare(value) for name, value in others.items()})
        reply = self._interact(AUTOCOMPLETE, command_data(found, chain, typed, filled.resolved))
        return await reply.choices()

    async def click(self, message: Message, name: str) -> Reply:
        """Press the button with this custom id or label."""
        return await self.send_click(message, name).acknowledged()

    def send_click(self, message: Message, name: str) -> Reply:
        button = message.control("button", name)
        if "custom_id" not in button:
            raise RefusedError(f"{name!r} is a link to {button.get('url')}")
        return self._use(message, button, {})

    async def select(self, message: Message, name: str, *values: Any) -> Reply:
        """Choose values (or labels) in the select with this custom id or placeholder."""
        select = message.control("select", name)
        by_label = {option["label"]: option["value"] for option in select.get("options") or []}
        chosen = [by_label.get(value, value) for value in map(_bare, values)]
        if "options" in select and not set(chosen) <= set(by_label.values()):
            raise RefusedError(f"{chosen} are not all among {list(by_label)}")
        if not select.get("min_values", 1) <= len(chosen) <= select.get("max_values", 1):
            raise RefusedError(f"{len(chosen)} values can't be chosen")
        filled = Filled(self._server, {})
        data: Json = {"values": [filled.reference(value) for value in chosen]}
        data |= {"resolved": filled.resolved} if filled.resolved else {}
        return await self._use(message, select, data).acknowledged()

    async def submit(self, reply: Reply, fields: Mapping[str, Any] | None = None) -> Reply:
        """Fill in the form that `reply` opened, its fields by label or custom id, and send it."""
        modal, opener = await reply.modal(), reply.interaction
        filled = Filled(self._server, {})
        parts = filled_form(modal, fields or {}, filled)
        data: Json = {"custom_id": modal["custom_id"], "components": parts}
        data |= {"resolved": filled.resolved} if filled.resolved else {}
        await self._server.gateway.settle()
        return await self._interact(MODAL_SUBMIT, data, opener.source, opener).acknowledged()

    async def menu(self, name: str, message: Message) -> Reply:
        """Choose a command of a message's menu and wait until the bot has acknowledged it."""
        command = find_menu(self._server, self, name)
        data = {"id": command["id"], "name": name, "type": command["type"], "target_id": str(message.id)}
        resolved = {"messages": {str(message.id): message.payload()}}
        return await self._interact(COMMAND, data | {"resolved": resolved}).acknowledged()

    def say(self, content: str, reply_to: Message | None = None, *, ping: bool = True) -> Message:
        """Write a message; it mentions those whose `.mention` it contains, and the author it replies to."""
        return self._server.posting.say(self.channel, self.user, content, reply_to, ping=ping)

    def rewrite(self, message: Message, content: str) -> None:
        self._server.posting.rewrite(message, content)

    def delete(self, message: Message) -> None:
        self._server.posting.delete(message)

    def start_thread(self, name: str) -> Channel:
        number = self._server.new_id()
        return self._server.add_thread(self.channel, number, name, self.user, PUBLIC_THREAD)

    def _use(self, message: Message, component: Json, data: Json) -> Reply:
        if message.deleted or message.seen_by not in (None, self.user):
            raise RefusedError("this person doesn't see the message")
        if component.get("disabled"):
            raise RefusedError(f"{component['custom_id']!r} is disabled")
        kind = {"custom_id": component["custom_id"], "component_type": component["type"]}
        return self._interact(COMPONENT, kind | {"id": component["id"]} | data, message)

    def _interact(
        self, kind: int, data: Json, source: Message | None = None, trigger: Interaction | None = None
    ) -> Reply:
        server = self._server
        number, now = server.new_id(), server.clock.now()
        interaction = Interaction(
            number, kind, data, self.user, self.channel, now, self.member, source, trigger
        )
        server.interactions[interaction.token] = interaction
        server.gateway.dispatch("INTERACTION_CREATE", interaction.payload(server))
        return Reply(server, interaction)


def _bare(value: Any) -> Any:
    """What stands behind a handle."""
    return (value.member or value.user) if isinstance(value, MemberHandle) else value
