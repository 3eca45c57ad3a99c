"""One run of the command: the settings, the library, the streams, and the event loop that they share."""

import asyncio
import sys
from collections.abc import Coroutine, Iterable
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, TextIO, TypeVar

from bot import log
from bot.settings import Settings, load_settings
from retrieval.errors import ConfigurationError

if TYPE_CHECKING:
    from rich.console import Console

    from bot.cli.render.answers import Line
    from retrieval.library import Library

T = TypeVar("T")
LOG_FILE = "podcite.log"


class Session:
    """Opens what a command needs when it is first used; leaving it closes the library.

    On Ctrl-C nothing waits for the worker threads, which may be minutes from their next pause: the index
    is whole at any instant, so the process may just end.
    """

    def __init__(self, home: Path | None = None, *, verbose: bool = False) -> None:
        self.settings: Settings = load_settings(home)
        try:
            self.settings.home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigurationError(
                f"The folder {self.settings.home} can't be made ({error.strerror}); "
                "choose another with --home or PODCITE_HOME."
            ) from error
        file = None if verbose else self.settings.home / LOG_FILE
        log.configure(self.settings.log_level, *self.settings.secrets(), file=file)
        self._runner = asyncio.Runner()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None or issubclass(kind, Exception):
            if "library" in self.__dict__:
                self._runner.run(self.library.close())
            self._runner.close()

    def run(self, work: Coroutine[object, object, T]) -> T:
        """The result of the work, which is cancelled by Ctrl-C."""
        return self._runner.run(work)

    @cached_property
    def library(self) -> "Library":
        """The library, which leaving the session closes."""
        return self.open_library()

    def open_library(self) -> "Library":
        """Another library, for whoever closes it."""
        from retrieval.library import Library

        settings = self.settings
        return Library.open(
            settings.home,
            catalog_url=settings.database_url.get_secret_value() if settings.database_url else None,
            chroma_url=settings.chroma_url,
            chat_model=settings.chat_model,
            embedding_model=settings.embedding_model,
            openai_api_key=settings.openai_api_key,
            openai_base_url=settings.openai_base_url,
            trusted_hosts=settings.trusted_hosts,
        )

    @cached_property
    def out(self) -> "Console":
        return _console(sys.stdout)

    @cached_property
    def err(self) -> "Console":
        return _console(sys.stderr)

    def show(self, lines: "Iterable[Line]") -> None:
        """Print for a reader, on standard output."""
        from bot.cli.render.answers import show

        show(self.out, lines)

    def notice(self, *sentences: str) -> None:
        """Print plain sentences for a reader, one a line."""
        from rich.text import Text

        from bot.cli.render.answers import Line, clean

        self.show(Line(Text(clean(sentence))) for sentence in sentences)

    def write(self, document: object, *, line: bool = False) -> None:
        """Print for a program: JSON and nothing else on standard output, at once."""
        from bot.cli.json_documents import write

        sys.stdout.write(write(document, line=line) + "\n")
        sys.stdout.flush()

    def complain(self, sentence: str) -> None:
        """Print what went wrong, on standard error, and go on."""
        from bot.cli.render.answers import clean

        self.out.file.flush()
        self.err.print(clean(sentence), style="red", markup=False, emoji=False, soft_wrap=True)


def _console(stream: TextIO) -> "Console":
    from rich.console import Console

    return Console(file=stream, highlight=False)
