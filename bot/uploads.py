"""What people attach to a command: read within bounds, and refused where it can be no transcript."""

from collections.abc import Sequence
from pathlib import PurePath

import aiohttp
import discord

from bot.ui.numbering import count
from retrieval.errors import BadRequestError
from retrieval.models.guilds import TranscriptFile

SUFFIXES = (".json", ".md", ".srt", ".txt", ".vtt")
LARGEST = 10_000_000
SECONDS = 60.0
_ZIP = b"PK\x03\x04"


async def download(
    attachments: list[discord.Attachment],
    largest: int = LARGEST,
    suffixes: Sequence[str] = SUFFIXES,
    wanted: str = "a transcript",
) -> list[TranscriptFile]:
    """The files that were attached. Raises BadRequestError for one that is too large or of another kind."""
    for attachment in attachments:
        if PurePath(attachment.filename).suffix.lower() not in suffixes:
            endings = ", ".join(suffixes)
            raise BadRequestError(
                f"{attachment.filename} isn't {wanted} that I can read: those end in {endings}."
            )
        if attachment.size > largest:
            raise _too_large(attachment, largest)
    # Discord itself says the address; what it says of the size is not relied on.
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS)) as session:
        return [await _read(session, attachment, largest) for attachment in attachments]


async def _read(
    session: aiohttp.ClientSession, attachment: discord.Attachment, largest: int
) -> TranscriptFile:
    content = bytearray()
    try:
        async with session.get(attachment.url, allow_redirects=False) as response:
            response.raise_for_status()
            async for part in response.content.iter_chunked(65_536):
                content += part
                if len(content) > largest:
                    raise _too_large(attachment, largest)
    except (aiohttp.ClientError, TimeoutError) as error:
        raise BadRequestError(
            f"{attachment.filename} could not be fetched from Discord; try again."
        ) from error
    if content.startswith(_ZIP):
        raise BadRequestError(f"{attachment.filename} is an archive; attach the transcripts themselves.")
    return TranscriptFile(attachment.filename, bytes(content))


def _too_large(attachment: discord.Attachment, largest: int) -> BadRequestError:
    return BadRequestError(f"{attachment.filename} is too large: at most {count(largest, 'byte')} are read.")
