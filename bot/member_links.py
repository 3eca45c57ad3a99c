"""Links to a server's own pages on the site: signed by this installation, and valid for some days."""

import base64
import hashlib
import os
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from itsdangerous import BadSignature, Signer

from retrieval.errors import ConfigurationError

KEY_FILE = "site.key"
"""The file in the home folder that holds the key which signs links."""
KEY_BYTES = 32
DAY_SECONDS = 86_400
MILLISECOND = 0.001
_GUILD_BYTES, _TIME_BYTES = 8, 6
_OTHER_PROCESS_SECONDS = 2.0  # how long another process may take to write a new key


@dataclass(frozen=True, slots=True)
class MemberLink:
    """What a link's verified token states: whose pages it opens, and when it was made."""

    guild: int
    made: datetime


class MemberLinks:
    """Makes and reads the tokens in links to a server's own pages; they are valid for some `days`."""

    def __init__(self, key: bytes, days: int) -> None:
        self._signer = Signer(key, salt="podcite.site.members", digest_method=hashlib.sha256)
        self.days = days

    def prefix(self, guild: int) -> str:
        """Return how the paths of the guild's pages begin for a member who gets a link now."""
        return f"/m/{self.token(guild)}"

    def token(self, guild: int, made: float | None = None) -> str:
        """Return the token of a link that was `made` at that time (seconds since 1970), by default now."""
        milliseconds = int((time.time() if made is None else made) / MILLISECOND)
        stated = guild.to_bytes(_GUILD_BYTES, "big") + milliseconds.to_bytes(_TIME_BYTES, "big")
        encoded = base64.urlsafe_b64encode(stated).rstrip(b"=")
        return self._signer.sign(encoded).decode()

    def read(self, token: str) -> MemberLink | None:
        """Return what a token states, even if it has expired; `None` if it was not made here."""
        try:
            encoded = self._signer.unsign(token.encode("ascii"))
        except (BadSignature, UnicodeEncodeError):
            return None
        stated = base64.urlsafe_b64decode(encoded + b"=" * (-len(encoded) % 4))
        guild, milliseconds = (int.from_bytes(part, "big") for part in _split(stated))
        return MemberLink(guild, datetime.fromtimestamp(milliseconds * MILLISECOND, UTC))

    def is_valid(self, link: MemberLink, revoked: datetime | None) -> bool:
        """Return whether a link is valid, given when its server last `revoked` its links."""
        age = time.time() - link.made.timestamp()
        return age < self.days * DAY_SECONDS and (revoked is None or link.made > revoked)


def load_key(home: Path) -> bytes:
    """Return the key of this installation, which is made once and which only its user can read.

    Raises ConfigurationError if its file can't be read or written.
    """
    path = home / KEY_FILE
    try:
        home.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with open(descriptor, "wb") as file:
                file.write(secrets.token_bytes(KEY_BYTES))
        patience = time.monotonic() + _OTHER_PROCESS_SECONDS
        while len(key := path.read_bytes()) < KEY_BYTES and time.monotonic() < patience:
            time.sleep(0.05)
    except OSError as error:
        raise ConfigurationError(f"The file {path} can't be used: {error.strerror}.") from error
    if len(key) != KEY_BYTES:
        raise ConfigurationError(
            f"The file {path} is damaged: delete it. A new one will be made, and the links that members of "
            "servers have to their own pages will stop working."
        )
    return key


def _split(stated: bytes) -> tuple[bytes, bytes]:
    return stated[:_GUILD_BYTES], stated[_GUILD_BYTES:]
