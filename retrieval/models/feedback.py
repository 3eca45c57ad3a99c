"""Verdicts on answers, and replies that are being worked on."""

from dataclasses import dataclass, field
from typing import Literal

Verdict = Literal["good", "bad"]


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a member thinks of the answer in a message (Discord ids; `guild` is `None` in private messages).

    `voter` is a keyed hash of the member, so that a second verdict replaces their first.
    """

    guild: int | None
    channel: int
    message: int
    verdict: Verdict
    reason: str
    voter: str


@dataclass(frozen=True, slots=True)
class OpenReply:
    """A reply that was promised and isn't finished. With its token, Discord lets it be edited for 15 minutes.

    `application` is the bot's id there; `episode` the one that was asked about. The token is a secret; that
    of a reply to a message, which can be edited without one, says which message it is.
    """

    guild: int | None
    application: int
    token: str = field(repr=False)
    episode: str | None = None
