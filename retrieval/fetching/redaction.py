"""Take secrets and addresses out of lines of the log, which quote errors of other libraries as well."""

import json
import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote, quote_plus

SECRET = "[secret]"  # noqa: S105 (what is shown in place of one)
ADDRESS = "[address]"
"""What is shown in place of a server's or a person's address."""
MIN_BARE_CHARACTERS = 4
"""A shorter secret may be an ordinary word, and is only taken out after a name such as `key=`."""
MAX_LINE_CHARACTERS = 2000
"""A longer line is cut where a word begins: a server may send any text, and patterns take time for each."""

_SIGN_IN = re.compile(
    r"(?<![a-z0-9+.-])((?:[a-z][a-z0-9+.-]{0,30}:)?//)(?:[^\s:/?#@]{0,256}:[^\s@]{0,256}|[^\s/?#]{0,256})@",
    re.IGNORECASE,
)
_URL = re.compile(
    r"""(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{0,30}://
    (?:[^\s'"<>(){}…]|['(){}](?=[\w/]))+  # brackets and quotes may be within a path, and around a URL""",
    re.VERBOSE | re.IGNORECASE,
)
_HOST = re.compile(
    r"""(?P<before>\bhost[ ]|\bhost=["']?|\bserver\ at[ ]"|\bnot\ known:[ ])
    (?P<name>(?<=[ ])[\w.-]+:\d+|(?<=known:[ ])[\w.-]+|(?<==)[\w.:-]+|(?<=["'])[\w.:-]+)""",
    re.VERBOSE | re.IGNORECASE,
)
_QUOTED_HOST = re.compile(
    r"""(?P<before>
    \b(?:(?:host(?:\ ?name)?|resolve(?:\ host)?|valid\ for|doesn't\ match|proxy\ URL)[ ]|host["']?[:,]\ b?)
    (?P<mark>["']))
    [\w.:-]+(?=(?P=mark))""",
    re.VERBOSE | re.IGNORECASE,
)
_REACHED_HOST = re.compile(
    r"""(?P<before>\b(?:connect(?:ion|ed|ing)?\ to|resolve(?:\ host)?:?|resolution\ for|host:|proxy|
    disconnected\ from|(?:lookup|getaddrinfo)\ failed\ for)[ ])
    (?:[\w-]+(?:\.[\w-]+)+(?::\d+)?|[\w-]+:\d+)""",
    re.VERBOSE | re.IGNORECASE,
)
_IP4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?:(?::|', )\d+)?(?![\w.]*\d)")
_IP6 = re.compile(
    r"(?<=['\"\[(])(?=[\da-f:]*::|(?:[\da-f]+:){7})(?:[\da-f]{0,4}:){2,7}[\da-f]{1,4}(?=['\"\])%])",
    re.IGNORECASE,
)
_BARE_IP6 = re.compile(  # with a port or without
    r"(?<![\w:.])(?=[\da-f]{1,4}(?::[\da-f]{1,4})*::|(?:[\da-f]{1,4}:){7})(?=[a-f:]*\d)"
    r"(?:[\da-f]{0,4}:){2,8}[\da-f]{1,5}(?!\w)",
    re.IGNORECASE,
)
_HEADER = re.compile(
    r"""(?<![\w-])((?:authorization|cookie|(?:[a-z]+-)+(?:token|key))["']\s*[:,]\s*b?["'])[^"']+""",
    re.IGNORECASE,
)
_HOOK = re.compile(r"((?:webhooks|interactions)/\d+/)[^\s/?'\"]+")
_NAMED = re.compile(
    r"""((?<![a-z])(?:authorization|(?:api[_-]?)?key|passw(?:or)?d|pwd|secret|(?:access_?)?token|auth)["']?
    (?:\s*=\s*|(?:(?<=["'])|(?<=ation)|(?<=api[_-]key)|(?<=-token))\s*:\s*)["']?)
    (?:(?:bearer|basic|bot|token|api-?key)\s+)?[^\s"',;&)}\]]+""",
    re.IGNORECASE | re.VERBOSE,
)
_SHAPED = re.compile(
    r"\bsk-[\w-]{6,}"  # keys of OpenAI and its kin
    r"|\bAIza[\w-]{6,}"  # Google's keys
    r"|\b[MNO][\w-]{17,}\.[\w-]{6,}\.[\w-]{20,}"  # Discord's tokens
    r"|\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?"  # JSON Web Tokens
    r"|(?i:(?<=api key: )|(?<=api key provided: ))[^\s\"',;)}\]]{6,}"
    r"|\b(?i:bearer|basic)\s+[\w+/.~-]{8,}=*"
)
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]*\w")


def spellings(secrets: Iterable[str]) -> list[str]:
    """Return the secrets as they are and as URLs, reprs and JSON spell them, the longest first."""
    forms = {
        form
        for secret in secrets
        if len(secret) >= MIN_BARE_CHARACTERS
        for form in (secret, quote(secret), quote(secret, ""), quote_plus(secret), *_quoted(secret))
    }
    return sorted(forms, key=len, reverse=True)


def redact(text: str, secrets: Sequence[str] = ()) -> str:
    """Return a text without these secrets, and what looks like a key, a password or any address.

    Lines are cut to `MAX_LINE_CHARACTERS`.
    """
    for secret in secrets:
        text = text.replace(secret, SECRET)
    text = "".join(map(_cut, text.splitlines(keepends=True)))
    text = _SIGN_IN.sub(r"\1", text)
    text = _HOOK.sub(r"\1…", text)
    text = _URL.sub(ADDRESS, text)
    for host in (_HOST, _QUOTED_HOST, _REACHED_HOST):
        text = host.sub(rf"\g<before>{ADDRESS}", text)
    for address in (_IP4, _IP6, _BARE_IP6):
        text = address.sub(ADDRESS, text)
    for named in (_HEADER, _NAMED):
        text = named.sub(rf"\1{SECRET}", text)
    return _MAIL.sub(ADDRESS, _SHAPED.sub(SECRET, text))


def _cut(line: str) -> str:
    """Return a line without what is too much of it; half a secret would look like none."""
    if len(line) <= MAX_LINE_CHARACTERS:
        return line
    whole_words = line[:MAX_LINE_CHARACTERS].rsplit(maxsplit=1)[:-1]
    return " ".join([*whole_words, "…"]) + ("\n" if line.endswith("\n") else "")


def _quoted(secret: str) -> tuple[str, ...]:
    return repr(secret)[1:-1], json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]
