"""What a library is opened with."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr


@dataclass(frozen=True, slots=True)
class Options:
    """What a library is opened with; `Library.open` documents each of them."""

    home: Path
    embedding_model: str
    catalog_url: str | None = None
    chroma_url: str | None = None
    chat_model: str | None = None
    openai_api_key: SecretStr | None = None
    openai_base_url: str | None = None
    trusted_hosts: tuple[str, ...] = ()
    guilds_trust_hosts: bool = False
