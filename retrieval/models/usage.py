"""What language models read and wrote, by their providers' figures, and what it cost."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that a model read and wrote in `requests` requests.

    `cost` is in US dollars, `None` where the model's price isn't known. Of `unmeasured` requests the provider
    gave no figures, so that their tokens are missing in the sums.
    """

    requests: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    unmeasured: int = 0
    cost: float | None = None

    def __add__(self, other: "Usage") -> "Usage":
        costs = [cost for cost in (self.cost, other.cost) if cost is not None]
        return Usage(
            self.requests + other.requests,
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.unmeasured + other.unmeasured,
            sum(costs) if costs else None,
        )


@dataclass(frozen=True, slots=True)
class MonthlyUsage:
    """What `questions` questions of a server used of a model in a month such as `2026-11`.

    `guild` is `None` for the host's shell and for private messages. Another `kept` questions got an answer
    that was kept, for free.
    """

    guild: int | None
    month: str
    model: str
    questions: int
    usage: Usage
    kept: int = 0
