"""Discord's names of the permissions that messages name."""

from bot.ui.language import _, gettext_noop

_NAMES = {
    "view_channel": gettext_noop("View Channel"),
    "send_messages": gettext_noop("Send Messages"),
    "send_messages_in_threads": gettext_noop("Send Messages in Threads"),
    "create_public_threads": gettext_noop("Create Public Threads"),
    "embed_links": gettext_noop("Embed Links"),
    "attach_files": gettext_noop("Attach Files"),
    "read_message_history": gettext_noop("Read Message History"),
    "manage_guild": gettext_noop("Manage Server"),
    "manage_threads": gettext_noop("Manage Threads"),
}


def permission_name(permission: str) -> str:
    """Return the name of a permission, which is called as discord.py does."""
    return _(_NAMES.get(permission, "")) or permission.replace("_", " ").title()
