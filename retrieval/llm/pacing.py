"""Keep within a provider's limit of tokens per minute, by the headers of its responses."""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass

MIN_PROMPT_TOKENS = 1_500
"""Tokens of the smallest prompt that is worth an answer; with less left, the model isn't asked."""
DEFAULT_BLOCK_SECONDS = 10.0
"""How long a server that has had enough requests is left alone if it doesn't say how long, in seconds."""
MAX_BLOCK_SECONDS = 120.0
"""The longest time that a server can ask to be left alone, in seconds."""

_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|h|m|s)")
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}


class PacedError(Exception):
    """The provider's limit of tokens per minute is used up for the moment."""


@dataclass
class TokenPace:
    """What a provider still takes this minute; unlimited until its responses state a limit."""

    limit: int | None = None
    _remaining: float = 0.0
    _at: float = 0.0
    _full_at: float = 0.0
    _blocked_until: float = 0.0

    def update(self, headers: Mapping[str, str], status: int = 200) -> None:
        """Read `x-ratelimit-*-tokens` of a response, and `retry-after` of one that says "too many"."""
        now = time.monotonic()
        remaining = _parse_count(headers.get("x-ratelimit-remaining-tokens"))
        limit = _parse_count(headers.get("x-ratelimit-limit-tokens"))
        if remaining is not None:
            self.limit = max(limit or self.limit or 0, remaining)
            self._remaining, self._at = float(remaining), now
            self._full_at = now + parse_duration(headers.get("x-ratelimit-reset-tokens", ""), 60.0)
        self._blocked_until = 0.0
        if status == 429:
            wait = parse_duration(headers.get("retry-after", ""), DEFAULT_BLOCK_SECONDS)
            self._blocked_until = now + min(wait, MAX_BLOCK_SECONDS)

    def available(self) -> int | None:
        """Return about how many tokens the provider takes now, `None` if it states no limit.

        Tokens come back evenly, until all are there again at the time that the provider stated.
        """
        now = time.monotonic()
        if now < self._blocked_until:
            return 0
        if self.limit is None:
            return None
        if now >= self._full_at:
            return self.limit
        share = (now - self._at) / (self._full_at - self._at)
        return int(self._remaining + share * (self.limit - self._remaining))

    def prompt_tokens(self, wanted: int, reply: int) -> int:
        """Return how many of the `wanted` tokens a prompt may have so that a reply of `reply` still fits."""
        available = self.available()
        if available is None:
            return wanted
        return min(wanted, max(available - reply, MIN_PROMPT_TOKENS))

    def reserve(self, tokens: int) -> None:
        """Count the tokens of a request that is about to be sent. Raises PacedError if none are left."""
        available = self.available()
        if available is None:
            return
        if available < MIN_PROMPT_TOKENS:
            raise PacedError("the tokens of this minute are used up")
        now = time.monotonic()
        self._full_at = max(self._full_at, now + 60.0 * tokens / (self.limit or tokens))
        self._remaining, self._at = float(max(0, available - tokens)), now


def parse_duration(text: str, default: float) -> float:
    """Return the seconds of a duration such as `1m30.5s`, `20ms` or `7`; `default` if it is none."""
    if re.fullmatch(r"\d+(?:\.\d+)?", text):
        return float(text)
    parts = _DURATION.findall(text)
    if not parts or "".join(map("".join, parts)) != text:
        return default
    return sum(float(number) * _UNITS[unit] for number, unit in parts)


def _parse_count(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() else None
