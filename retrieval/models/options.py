"""What a library is opened with."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict

from pydantic import SecretStr

from retrieval.models.budgets import Budget
from retrieval.models.privacy import KeepDays
from retrieval.models.quotas import Quotas

TOKEN_VECTOR_BYTES = 2_000_000_000
"""How much disk the token vectors may take unless something else is set."""
EXTRACTIVE_CONCURRENCY = 4
"""How many questions are answered without a model at the same time, as that takes the CPU."""
EXTRACTIVE = "extractive"
"""The name of the answerer without a model in settings and answers."""


class OpenAIAccess(TypedDict):
    """The keyword arguments by which models of OpenAI, or of a server like it, are reached."""

    api_key: SecretStr | None
    base_url: str | None


@dataclass(frozen=True, slots=True)
class Options:
    """What a library is opened with. Its data lives in `home`; nothing is created before it is needed.

    From `trusted_hosts`, each `host` or `host:port`, private addresses and http:// are fetched too, for
    guilds only if `guilds_trust_hosts`. An empty `chat_model` or `extractive` means answers without a model.
    A guild may store as much as `quotas`, and use language models within `budget` on each day in `time_zone`,
    unless the host has set something else for it. With `limits_private`, private messages share one such
    budget. `keep` says how long records about people are kept.
    `prompt_tokens` is the most of an answer's prompt. An empty `verifier` means that the chat model verifies
    its own sentences, `off` that rules alone do. The chat model works on at most `model_concurrency`
    questions at the same time. The token vectors
    take at most `token_vector_bytes` of disk; 0 means that there are none. `reranker` is the folder of a
    cross-encoder that ranks the first passages again.
    """

    home: Path
    embedding_model: str
    catalog_url: str | None = field(default=None, repr=False)  # may hold a password
    chroma_url: str | None = field(default=None, repr=False)  # may hold a password
    chat_model: str | None = None
    prompt_tokens: int = 10_000
    verifier: str = ""
    model_concurrency: int | None = None
    openai_api_key: SecretStr | None = None
    openai_base_url: str | None = field(default=None, repr=False)  # may hold a password
    trusted_hosts: tuple[str, ...] = ()
    guilds_trust_hosts: bool = False
    token_vector_bytes: int = TOKEN_VECTOR_BYTES
    reranker: Path | None = None
    quotas: Quotas = field(default_factory=Quotas)
    budget: Budget = field(default_factory=Budget)
    limits_private: bool = False
    time_zone: str = "UTC"
    keep: KeepDays = field(default_factory=KeepDays)

    @property
    def catalog_database(self) -> str:
        """The URL of the catalog's database, by default of SQLite in `home`."""
        return self.catalog_url or f"sqlite:///{self.home / 'catalog.db'}"

    @property
    def vector_storage(self) -> str | Path:
        """The URL of the Chroma server, or the folder of the vectors."""
        return self.chroma_url or self.home / "vectors"

    @property
    def writer(self) -> str | None:
        """The chat model that writes the answers, `None` if they are extractive."""
        return None if self.chat_model == EXTRACTIVE else self.chat_model or None

    @property
    def openai(self) -> OpenAIAccess:
        return {"api_key": self.openai_api_key, "base_url": self.openai_base_url}
