"""A loopback Discord for tests."""

from .cdn import Upload
from .messages import Message
from .options import RefusedError
from .replies import Reply
from .server import DiscordServer
from .visitors import GuildHandle, MemberHandle

__all__ = ["DiscordServer", "GuildHandle", "MemberHandle", "Message", "RefusedError", "Reply", "Upload"]
