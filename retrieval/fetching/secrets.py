"""Keep the secrets of URLs secret: names and passwords, and the keys that private feeds have in them."""

import base64
import re
from dataclasses import dataclass

from yarl import URL

from retrieval.fetching.url_keys import hidden_parts, is_key, path_keys

_KEY_NAMES = re.compile(
    r"(?:.*[_-])?(?:auth|token|key|secret|sig|signature|hash|pass|passwd|password|pw|pwd|code|user|email)(?:[_-].*)?"
    r"|k|t|u",
    re.IGNORECASE,
)
_HIDDEN = "…"


@dataclass(frozen=True, slots=True, repr=False)
class Credentials:
    """The name and password of a URL, which only its own server is sent."""

    origin: URL
    name: str
    password: str


def split_credentials(url: URL) -> tuple[URL, Credentials | None]:
    """Return a URL without the name and password in it, and those."""
    if url.raw_user is None and url.raw_password is None:
        return url, None
    return url.with_user(None), Credentials(url.origin(), url.user or "", url.password or "")


def authorization(url: URL, credentials: Credentials | None) -> dict[str, str]:
    """Return the header that signs in, for the server of the credentials only."""
    if credentials is None or url.origin() != credentials.origin:
        return {}
    both = f"{credentials.name}:{credentials.password}".encode()
    return {"Authorization": f"Basic {base64.b64encode(both).decode()}"}


def with_credentials(url: URL, credentials: Credentials | None) -> URL:
    """Return a URL with the credentials if it is of their own server, else as it is."""
    if credentials is None or url.origin() != credentials.origin:
        return url
    return url.with_user(credentials.name).with_password(credentials.password or None)


def password_of(address: str | None) -> str:
    """Return the password that a URL holds, empty if none."""
    try:
        return URL(address or "").password or ""
    except ValueError:
        return ""


def shown_url(address: str) -> str:
    """Return a URL as it may be shown: without a name, a password, a query, and what may be a key."""
    try:
        url = URL(address.strip())
        parts, hidden = url.path.split("/"), hidden_parts(url)
        path = "/".join(_HIDDEN if k in hidden else part for k, part in enumerate(parts))
        host, port = url.host or "", "" if url.is_default_port() or not url.port else f":{url.port}"
    except ValueError:
        return "an address"
    return f"{url.scheme}://{host}{port}{path}{f'?{_HIDDEN}' if url.query_string else ''}"


def reveals(link: str | None, address: str) -> bool:
    """Return whether a link contains a secret of the URL `address`, or one of its own if that has one."""
    secrets = _secrets(address)
    if not link or not secrets:
        return False
    return bool(_secrets(link)) or any(secret in link for secret in secrets)


def _secrets(address: str) -> list[str]:
    try:
        url = URL(address.strip())
        values = [
            value
            for name, value in url.query.items()
            if len(value) > 3 and (is_key(value) or _KEY_NAMES.fullmatch(name))
        ]
        values += [name for name, value in url.query.items() if not value and is_key(name)]
        return [*filter(None, (url.password, None if url.password else url.user)), *values, *path_keys(url)]
    except ValueError:
        return []
