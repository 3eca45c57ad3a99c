"""What a library is opened with."""

from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from pydantic import SecretStr


class OpenAIAccess(TypedDict):
    """The keyword arguments by which models of OpenAI, or of a server like it, are reached."""

    api_key: SecretStr | None
    base_url: str | None


@dataclass(frozen=True, slots=True)
class Options:
    """What a library is opened with. Its data lives in `home`; nothing is created before it is needed.

    From `trusted_hosts`, each `host` or `host:port`, private addresses and http:// are fetched too, for
    guilds only if `guilds_trust_hosts`. An empty `chat_model` or `extractive` means answers without a model.
    `prompt_tokens` is the most of an answer's prompt. An empty `verifier` means that the chat model verifies
    its own sentences, `off` that rules alone do.
    """

    home: Path
    embedding_model: str
    catalog_url: str | None = None
    chroma_url: str | None = None
    chat_model: str | None = None
    prompt_tokens: int = 10_000
    verifier: str = ""
    openai_api_key: SecretStr | None = None
    openai_base_url: str | None = None
    trusted_hosts: tuple[str, ...] = ()
    guilds_trust_hosts: bool = False

    @property
    def openai(self) -> OpenAIAccess:
        return {"api_key": self.openai_api_key, "base_url": self.openai_base_url}
