"""OpenAI's Decisions API: the probability of each choice about a text, in one call. Beta at OpenAI."""

import warnings
from collections.abc import Mapping

from pydantic import SecretStr

from retrieval.errors import ConfigurationError, ModelError
from retrieval.llm.model_run import add_usage
from retrieval.llm.prices import price_of
from retrieval.llm.provider_errors import OPENAI_URL, model_error
from retrieval.llm.reply_parser import RefusedReplyError
from retrieval.models.usage import Usage

_QUESTION = "verdict"


class DecisionsClient:
    """Asks one model of the Decisions API; every failure is a ModelError."""

    def __init__(
        self, model: str, api_key: SecretStr | None, base_url: str | None, *, timeout: float
    ) -> None:
        """Raise ConfigurationError if there is no model or no key."""
        from langchain_core._api import LangChainBetaWarning
        from langchain_openai.decisions import OpenAIDecisions  # imported here, as it is slow

        if not model or api_key is None:
            raise ConfigurationError("PODCITE_VERIFIER needs decisions:MODEL and OPENAI_API_KEY.")
        self.name = f"decisions:{model}"
        self._base_url = base_url or OPENAI_URL
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", LangChainBetaWarning)
            self._decisions = OpenAIDecisions(
                model=model, api_key=api_key, base_url=self._base_url, timeout=timeout, max_retries=1
            )

    async def choose(self, text: str, instructions: str, choices: Mapping[str, str]) -> dict[str, float]:
        """Return the probability of each of `choices` (name: when it applies) for a text.

        Raises ModelError, also where the model declines to decide.
        """
        from langchain_openai.decisions import Choice

        question = Choice(instructions=instructions, choices=dict(choices))
        try:
            response = await self._decisions.ainvoke({"input": text, "questions": {_QUESTION: question}})
            if _QUESTION not in response.choices:
                raise RefusedReplyError("no decision")
        except Exception as error:  # the edge to OpenAI's client
            raise self.model_error(error) from error
        used = response.usage
        read, written = used.input_tokens, used.output_tokens
        if read is None or written is None:
            add_usage(Usage(requests=1, unmeasured=1))
        else:
            price = price_of(self.name)
            add_usage(Usage(1, read, written, cost=price.cost(read, written) if price else None))
        return {str(name): share for name, share in response.choices[_QUESTION].probabilities.items()}

    def model_error(self, error: Exception) -> ModelError:
        """Return the ModelError that tells a user what `error` means."""
        return model_error(error, self.name, self._base_url)
