"""The prices of known models."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens read (`input`) and written (`output`)."""

    input: float
    output: float

    def cost(self, input_tokens: int, output_tokens: int) -> float:
        """Return the price of this many tokens in US dollars."""
        return (input_tokens * self.input + output_tokens * self.output) / 1e6


# As OpenAI listed them in November 2026; of a model that isn't here, only the tokens are counted.
PRICES = {"gpt-6-luna": Price(0.10, 0.50)}


def price_of(model: str) -> Price | None:
    """Return the price of a model by its name, with or without its provider, `None` if it isn't known."""
    return PRICES.get(model.rpartition(":")[2])
