"""Settings of Podcite, read from the environment and `.env`; `.env.example` describes each."""

import os
import re
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import platformdirs
from dotenv import dotenv_values
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.requirement_words import in_plain_words
from retrieval.errors import ConfigurationError
from retrieval.fetching.secrets import password_of
from retrieval.models.budgets import Budget
from retrieval.models.options import EXTRACTIVE, EXTRACTIVE_CONCURRENCY, TOKEN_VECTOR_BYTES
from retrieval.models.privacy import KeepDays
from retrieval.models.quotas import MEGABYTE, Quotas

ENV_PREFIX = "PODCITE_"
"""The prefix of Podcite's own variables: an unknown one is a mistake."""
ENV_FILE = Path(".env")
"""Where settings are read from besides the environment, relative to the working directory."""
OPENAI_CHAT_MODEL = "openai:gpt-6-luna"
"""The chat model if there is an OpenAI key and no other model is set."""
SEARCHING_SHARE = 8
"""For every so many questions that a language model works on, one more may be searched for."""
_QUOTAS = Quotas()
LogLevel = Literal["debug", "info", "warning", "error"]
LogFormat = Literal["text", "json"]


def _url(*schemes: str) -> AfterValidator:
    def check(value: str) -> str:
        if not value.startswith(tuple(f"{scheme}://" for scheme in schemes)):
            raise ValueError(f"must be an address that starts with {' or '.join(f'{s}://' for s in schemes)}")
        return value.rstrip("/")

    return AfterValidator(check)


def _parse_choice(*choices: str) -> BeforeValidator:
    def parse(value: object) -> object:
        if isinstance(value, str) and value.lower() in choices:
            return value.lower()
        raise ValueError(f"must be one of {', '.join(choices)}")

    return BeforeValidator(parse)


def _parse_hosts(value: object) -> object:
    if not isinstance(value, str):
        return value
    hosts = tuple(host for part in value.split(",") if (host := part.strip()))
    if any(not re.fullmatch(r"[\w.:\[\]-]+", host) for host in hosts):
        raise ValueError("must be hosts such as feeds.lan or 127.0.0.1:8000, separated by commas")
    return hosts


def _check_time_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("must be a time zone such as UTC or Europe/Berlin") from error
    return value


HttpUrl = Annotated[str, _url("http", "https")]
Amount = Annotated[int, Field(ge=0, le=10**9)]


def default_home() -> Path:
    """Return the folder for a user's application data on this system, such as `~/.local/share/podcite`."""
    return platformdirs.user_data_path("podcite", appauthor=False)


class Settings(BaseSettings):
    """Validated settings; the alias of each field is the name of its environment variable."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", frozen=True)

    discord_token: SecretStr | None = Field(None, validation_alias="DISCORD_TOKEN")
    discord_guild: int | None = Field(None, validation_alias="DISCORD_GUILD", gt=0)
    discord_api_url: HttpUrl = Field(
        "https://discord.com/api/v10", validation_alias="DISCORD_API_URL", repr=False
    )
    discord_gateway_url: Annotated[str, _url("ws", "wss")] | None = Field(
        None, validation_alias="DISCORD_GATEWAY_URL", repr=False
    )
    openai_api_key: SecretStr | None = Field(None, validation_alias="OPENAI_API_KEY")
    openai_base_url: HttpUrl | None = Field(None, validation_alias="OPENAI_BASE_URL", repr=False)
    chat_model: str = Field(
        default_factory=lambda settings: OPENAI_CHAT_MODEL if settings.get("openai_api_key") else EXTRACTIVE,
        validation_alias="PODCITE_CHAT_MODEL",
    )
    model_concurrency: int = Field(32, validation_alias="PODCITE_MODEL_CONCURRENCY", ge=1, le=1000)
    prompt_tokens: int = Field(10_000, validation_alias="PODCITE_PROMPT_TOKENS", ge=1_500, le=200_000)
    verifier: str = Field("", validation_alias="PODCITE_VERIFIER")
    embedding_model: str = Field("local:podcite-minilm-1", validation_alias="PODCITE_EMBEDDING_MODEL")
    home: Path = Field(default_factory=default_home, validation_alias="PODCITE_HOME")
    token_vectors_mb: Amount = Field(
        TOKEN_VECTOR_BYTES // MEGABYTE, validation_alias="PODCITE_TOKEN_VECTORS_MB"
    )
    reranker: Path | None = Field(None, validation_alias="PODCITE_RERANKER")
    database_url: SecretStr | None = Field(None, validation_alias="PODCITE_DATABASE_URL")
    chroma_url: HttpUrl | None = Field(None, validation_alias="CHROMA_URL", repr=False)
    trusted_hosts: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_parse_hosts)] = Field(
        (), validation_alias="PODCITE_TRUSTED_HOSTS"
    )
    servers_trust_hosts: bool = Field(False, validation_alias="PODCITE_SERVERS_TRUST_HOSTS")
    poll_seconds: float = Field(300.0, validation_alias="PODCITE_POLL_SECONDS", ge=1, le=604_800)
    keep_days: int = Field(30, validation_alias="PODCITE_KEEP_DAYS", ge=0, le=36_500)
    keep_gaps_days: int = Field(90, validation_alias="PODCITE_KEEP_GAPS_DAYS", ge=0, le=36_500)
    server_max_mb: Amount = Field(_QUOTAS.bytes // MEGABYTE, validation_alias="PODCITE_SERVER_MAX_MB")
    server_max_episodes: Amount = Field(_QUOTAS.episodes, validation_alias="PODCITE_SERVER_MAX_EPISODES")
    server_max_feeds: Amount = Field(_QUOTAS.feeds, validation_alias="PODCITE_SERVER_MAX_FEEDS")
    server_max_jobs: Amount = Field(_QUOTAS.jobs, validation_alias="PODCITE_SERVER_MAX_JOBS")
    server_daily_tokens: Amount | None = Field(None, validation_alias="PODCITE_SERVER_DAILY_TOKENS")
    server_daily_dollars: Annotated[float, Field(ge=0, le=10**6)] | None = Field(
        None, validation_alias="PODCITE_SERVER_DAILY_DOLLARS"
    )
    time_zone: Annotated[str, AfterValidator(_check_time_zone)] = Field(
        "UTC", validation_alias="PODCITE_TIME_ZONE"
    )
    keep_questions_days: int = Field(0, validation_alias="PODCITE_KEEP_QUESTIONS_DAYS", ge=0, le=36_500)
    keep_log_days: int = Field(180, validation_alias="PODCITE_KEEP_LOG_DAYS", ge=1, le=36_500)
    web_port: int | None = Field(None, validation_alias="PODCITE_WEB_PORT", ge=0, le=65535)
    web_url: HttpUrl | None = Field(None, validation_alias="PODCITE_WEB_URL")
    web_host: str = Field("127.0.0.1", validation_alias="PODCITE_WEB_HOST")
    web_transcripts: bool = Field(False, validation_alias="PODCITE_WEB_TRANSCRIPTS")
    web_indexing: bool = Field(False, validation_alias="PODCITE_WEB_INDEXING")
    web_requests: int = Field(100, validation_alias="PODCITE_WEB_REQUESTS", ge=0, le=10**6)
    web_link_days: int = Field(7, validation_alias="PODCITE_WEB_LINK_DAYS", ge=1, le=365)
    health_port: int | None = Field(None, validation_alias="PODCITE_HEALTH_PORT", ge=0, le=65535)
    health_host: str = Field("127.0.0.1", validation_alias="PODCITE_HEALTH_HOST")
    log_level: Annotated[LogLevel, _parse_choice(*get_args(LogLevel))] = Field(
        "info", validation_alias="PODCITE_LOG_LEVEL"
    )
    log_format: Annotated[LogFormat, _parse_choice(*get_args(LogFormat))] = Field(
        "text", validation_alias="PODCITE_LOG_FORMAT"
    )

    @property
    def quotas(self) -> Quotas:
        """What a server may store if no other limits are set for it."""
        return Quotas(
            bytes=self.server_max_mb * MEGABYTE,
            episodes=self.server_max_episodes,
            feeds=self.server_max_feeds,
            jobs=self.server_max_jobs,
        )

    @property
    def budget(self) -> Budget:
        """What a server's questions may use of language models in a day, if nothing else is set for it."""
        return Budget(self.server_daily_tokens, self.server_daily_dollars)

    @property
    def keep(self) -> KeepDays:
        """How long records about people are kept."""
        return KeepDays(self.keep_questions_days, self.keep_gaps_days, self.keep_log_days)

    @property
    def token_vector_bytes(self) -> int:
        """How much disk the token vectors may take."""
        return self.token_vectors_mb * MEGABYTE

    @property
    def writes_with_model(self) -> bool:
        """Whether a language model writes the answers."""
        return self.chat_model != EXTRACTIVE

    @property
    def concurrency(self) -> int:
        """How many questions are answered at the same time.

        With a language model, some more than it may work on: these search, so that it never waits for them.
        """
        if not self.writes_with_model:
            return EXTRACTIVE_CONCURRENCY
        return self.model_concurrency + self.model_concurrency // SEARCHING_SHARE

    @classmethod
    def variables(cls) -> tuple[str, ...]:
        """Return the names of all environment variables that Podcite reads."""
        return tuple(str(field.validation_alias) for field in cls.model_fields.values())

    def secrets(self) -> list[str]:
        """Return the values that no log may hold."""
        values = (self.discord_token, self.openai_api_key, self.database_url)
        plain = [value.get_secret_value() for value in values if value]
        others = (self.chroma_url, self.openai_base_url, self.discord_api_url, self.discord_gateway_url)
        urls = (*plain, *filter(None, others))
        return [*plain, *filter(None, map(password_of, urls))]


def looks_like_token(token: str) -> bool:
    """Return whether a text has the shape of a Discord bot's token: three parts with dots between."""
    return re.fullmatch(r"[\w-]{18,}\.[\w-]{6,}\.[\w-]{20,}", token.strip()) is not None


def check_token(token: str) -> None:
    """Raise ConfigurationError for a token that Discord can't have issued; Discord checks any other."""
    if not looks_like_token(token):
        raise ConfigurationError(
            "DISCORD_TOKEN doesn't look like a bot's token: copy it from the application's Bot page "
            "(https://discord.com/developers/applications)."
        )


def load_settings(home: Path | None = None, env_file: Path = ENV_FILE) -> Settings:
    """Load the settings of this process.

    `home`, an option of the command line, takes precedence over the environment, and the environment over
    `env_file`. Raises ConfigurationError, which names the variable but never the value of a secret.
    """
    _check_for_unknown_variables(env_file)
    overrides = {} if home is None else {"PODCITE_HOME": home}
    try:
        settings = Settings(_env_file=env_file, **overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        problem = error.errors(include_input=False, include_url=False)[0]
        reason = in_plain_words(problem["msg"])
        raise ConfigurationError(f"The setting {problem['loc'][0]} is wrong: {reason}.") from error
    return settings.model_copy(update={"home": settings.home.expanduser().absolute()})


def _check_for_unknown_variables(env_file: Path) -> None:
    try:
        file_variables = dotenv_values(env_file)
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{env_file} can't be read: it is not UTF-8 text.") from error
    except OSError as error:
        raise ConfigurationError(f"{env_file} can't be read: {error.strerror}.") from error
    known = Settings.variables()
    for name in (*file_variables, *os.environ):
        if name.startswith(ENV_PREFIX) and name not in known:
            near = get_close_matches(name, known, 1, cutoff=0.8)
            hint = f" Did you mean {near[0]}?" if near else " The file .env.example lists all settings."
            where = f"in {env_file}" if name in file_variables else "in the environment"
            raise ConfigurationError(f"There is no setting {name} ({where}).{hint}")
