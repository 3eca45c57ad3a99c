"""Links to a server's own pages on the site: signed by this installation, and valid for some days."""

import base64
import hashlib
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from itsdangerous import BadSignature, Signer

from retrieval.key_file import load_key

KEY_FILE = "site.key"
"""The file in the data folder that holds the key which signs links."""
DAY_SECONDS = 86_400
MILLISECOND = 0.001
_GUILD_BYTES, _TIME_BYTES = 8, 6


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


def load_link_key(home: Path) -> bytes:
    """Return the key that signs the links of this installation. Raises as `load_key`."""
    lost = "the links that members of servers have to their own pages will stop working."
    return load_key(home / KEY_FILE, lost)


def _split(stated: bytes) -> tuple[bytes, bytes]:
    return stated[:_GUILD_BYTES], stated[_GUILD_BYTES:]
