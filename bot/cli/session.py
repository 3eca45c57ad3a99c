"""What one run of a command shares: settings, library, event loop and output streams."""

import asyncio
import sys
from collections.abc import Coroutine, Iterable
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from rich.console import Console
from rich.text import Text

from bot import log
from bot.cli.error_sentences import in_terminal
from bot.cli.output import Paragraph, format_json, print_paragraphs, sanitize
from bot.settings import Settings, load_settings
from retrieval.errors import ConfigurationError

if TYPE_CHECKING:
    from retrieval.library import Library
    from retrieval.models import Episode, Scope

T = TypeVar("T")
LOG_FILE = "podcite.log"


class Session:
    """A context manager that opens what a command needs on first use and closes it at the end.

    On Ctrl-C it doesn't wait for worker threads, which may be minutes from their next pause: the index is
    consistent at any instant, so the process may just end.
    """

    def __init__(self, home: Path | None = None, *, verbose: bool = False) -> None:
        self.settings: Settings = load_settings(home)
        try:
            self.settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigurationError(
                f"The folder {self.settings.home} can't be created ({error.strerror}); "
                "choose another with --home or PODCITE_HOME."
            ) from error
        log_file = None if verbose else self.settings.home / LOG_FILE
        log.configure(
            self.settings.log_level,
            *self.settings.secrets(),
            file=log_file,
            log_format=self.settings.log_format,
        )
        self._runner = asyncio.Runner()
        self._library: Library | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if exception_type is None or issubclass(exception_type, Exception):
            if self._library is not None:
                self._runner.run(self._library.close())
            self._runner.close()

    def run(self, coroutine: Coroutine[object, object, T]) -> T:
        """Run the coroutine in the session's event loop and return its result; Ctrl-C cancels it."""
        return self._runner.run(coroutine)

    @property
    def library(self) -> "Library":
        """The session's library, opened on first use."""
        if self._library is None:
            self._library = self.open_library()
        return self._library

    def episode_scope(self, typed: str, show: str | None = None, guild: int | None = None) -> "Scope":
        """Return the scope of the episode that was typed. Raises as `find_episode`."""
        from retrieval.models import Scope

        return Scope(guild, show, self.run(self.find_episode(typed, show, guild)).id)

    async def find_episode(self, typed: str, show: str | None = None, guild: int | None = None) -> "Episode":
        """Return the episode that was typed: its id, number, title, guest or date.

        Raises NotFoundError for none, BadRequestError for several.
        """
        from retrieval.errors import BadRequestError
        from retrieval.models import Scope

        found = await self.library.find_episodes(typed, Scope(guild, show))
        if len(found) > 1:
            names = "; ".join(f"{episode.id} ({episode.title})" for episode in found)
            raise BadRequestError(f"{typed!r} matches several episodes, among them {names}. Choose one.")
        return found[0]

    @staticmethod
    def speak_as(question: str) -> None:
        """Render what follows in the language in which somebody asks."""
        from bot.ui.language import speak
        from retrieval.understanding.languages import language_of

        speak(language_of(question))

    @property
    def catalog_url(self) -> str | None:
        """The URL of the catalog's database; `None` for SQLite in the home."""
        return self.settings.database_url.get_secret_value() if self.settings.database_url else None

    def open_library(self, *, limits_private: bool = False) -> "Library":
        """Open another library, which the caller has to close.

        `limits_private` gives private messages a budget of language models; the host's shell has none.
        """
        from retrieval.library import Library
        from retrieval.models.options import Options

        settings = self.settings
        return Library(
            Options(
                settings.home,
                catalog_url=self.catalog_url,
                chroma_url=settings.chroma_url,
                chat_model=settings.chat_model,
                prompt_tokens=settings.prompt_tokens,
                verifier=settings.verifier,
                model_concurrency=settings.model_concurrency,
                embedding_model=settings.embedding_model,
                token_vector_bytes=settings.token_vector_bytes,
                reranker=settings.reranker,
                openai_api_key=settings.openai_api_key,
                openai_base_url=settings.openai_base_url,
                trusted_hosts=settings.trusted_hosts,
                guilds_trust_hosts=settings.servers_trust_hosts,
                quotas=settings.quotas,
                budget=settings.budget,
                limits_private=limits_private,
                time_zone=settings.time_zone,
                keep=settings.keep,
            )
        )

    @cached_property
    def stdout(self) -> Console:
        """The console of standard output."""
        return Console(file=sys.stdout, highlight=False)

    @cached_property
    def stderr(self) -> Console:
        """The console of standard error."""
        return Console(file=sys.stderr, highlight=False)

    def print(self, paragraphs: Iterable[Paragraph]) -> None:
        """Print paragraphs on standard output."""
        print_paragraphs(self.stdout, paragraphs)

    def print_text(self, *texts: str) -> None:
        """Print plain texts on standard output, each as a paragraph."""
        self.print(Paragraph(Text(sanitize(text))) for text in texts)

    def print_json(self, document: object, *, one_line: bool = False) -> None:
        """Print JSON and nothing else on standard output, and flush it."""
        sys.stdout.write(format_json(document, one_line=one_line) + "\n")
        sys.stdout.flush()

    def print_error(self, message: str) -> None:
        """Print an error message on standard error; the command goes on."""
        self.stdout.file.flush()
        self.stderr.print(
            sanitize(in_terminal(message)), style="red", markup=False, emoji=False, soft_wrap=True
        )
