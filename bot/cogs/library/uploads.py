"""Download what people attach to a command, within limits; refuse what can't be a transcript."""

from collections.abc import Sequence
from pathlib import PurePath

import aiohttp
import discord

from retrieval.errors import BadRequestError
from retrieval.models.guilds import TranscriptFile
from retrieval.texts import Text
from retrieval.transcripts.reader import TRANSCRIPT_SUFFIXES

MAX_UPLOAD_BYTES = 10_000_000
DOWNLOAD_TIMEOUT = 60.0
"""How long one download may take, in seconds."""
_CHUNK = 65_536  # bytes read at a time
_ZIP = b"PK\x03\x04"  # the first bytes of a ZIP archive


async def download(
    attachments: Sequence[discord.Attachment],
    max_bytes: int = MAX_UPLOAD_BYTES,
    suffixes: Sequence[str] = TRANSCRIPT_SUFFIXES,
    wanted: Text = Text("a transcript"),  # noqa: B008 - a constant
) -> list[TranscriptFile]:
    """Return the attached files. Raises BadRequestError for one that is too large or of another kind."""
    for attachment in attachments:
        if PurePath(attachment.filename).suffix.lower() not in suffixes:
            endings = ", ".join(suffixes)
            raise BadRequestError(
                Text(
                    "{file} isn't {wanted} that I can read. I read files that end in {endings}.",
                    file=attachment.filename,
                    wanted=wanted,
                    endings=endings,
                )
            )
        if attachment.size > max_bytes:
            raise _too_large(attachment, max_bytes)
    # The address comes from Discord itself and is trusted; the size that it states is checked again.
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=DOWNLOAD_TIMEOUT)) as session:
        return [await _read(session, attachment, max_bytes) for attachment in attachments]


async def _read(
    session: aiohttp.ClientSession, attachment: discord.Attachment, max_bytes: int
) -> TranscriptFile:
    content = bytearray()
    try:
        async with session.get(attachment.url, allow_redirects=False) as response:
            response.raise_for_status()
            async for part in response.content.iter_chunked(_CHUNK):
                content += part
                if len(content) > max_bytes:
                    raise _too_large(attachment, max_bytes)
    except (aiohttp.ClientError, TimeoutError) as error:
        raise BadRequestError(
            Text("{file} could not be downloaded from Discord; please try again.", file=attachment.filename)
        ) from error
    if content.startswith(_ZIP) and not attachment.filename.lower().endswith(".docx"):
        raise BadRequestError(
            Text("{file} is an archive; please attach the files that are in it.", file=attachment.filename)
        )
    return TranscriptFile(attachment.filename, bytes(content))


def _too_large(attachment: discord.Attachment, max_bytes: int) -> BadRequestError:
    return BadRequestError(
        Text(
            "{file} is too large: I read files of at most {number} MB.",
            file=attachment.filename,
            number=max_bytes // 1_000_000,
        )
    )
