"""Say in one sentence why Discord doesn't let the bot in, and what its host can do."""

import discord

from retrieval.errors import ConfigurationError

_REFUSED = (
    "Discord doesn't accept the token: copy it again from the application's Bot page "
    "(https://discord.com/developers/applications) into DISCORD_TOKEN."
)
_BAD_INTENT = (
    "Discord refuses an intent that the bot asks for: switch it on under Privileged Gateway Intents "
    "on the application's Bot page (https://discord.com/developers/applications)."
)


def refusal_of(error: discord.DiscordException) -> ConfigurationError | None:
    """Return what to tell the host if Discord refuses the bot permanently, else `None`."""
    match error:
        case discord.PrivilegedIntentsRequired():
            return ConfigurationError(_BAD_INTENT)
        case discord.LoginFailure():
            return ConfigurationError(_REFUSED)
        case discord.ConnectionClosed():
            return ConfigurationError(_closed(error.code))
        case discord.HTTPException():
            return ConfigurationError(
                f"Discord doesn't let the bot in (status {error.status}): check DISCORD_API_URL."
            )
    return None


def _closed(code: int) -> str:
    """Return the sentence for a close code of the gateway after which trying again is useless."""
    match code:
        case 4004:
            return _REFUSED
        case 4013 | 4014:
            return _BAD_INTENT
    return (
        f"Discord's gateway refuses the bot permanently (close code {code}); a newer Podcite may be needed."
    )
