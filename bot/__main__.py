"""The process `podcite`: whatever happens ends in a status and, if it went wrong, in one sentence."""

import logging
import os
import sys
from collections.abc import Sequence

import typer

from bot.cli.app import app
from bot.cli.global_options import hoist
from retrieval.errors import BadRequestError, PodciteError

FAILED, WRONG_USAGE, INTERRUPTED = 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and give its exit status: 0 done, 1 failed, 2 wrong usage."""
    _speak_utf8()
    given = hoist(sys.argv[1:] if arguments is None else arguments)
    try:
        status = app(args=given, prog_name="podcite", standalone_mode=False) or 0
        sys.stdout.flush()
    except typer.TyperException as error:
        where = getattr(getattr(error, "ctx", None), "command_path", "podcite")
        return _fail(f"{error.format_message().rstrip('.')}; see {where} --help.", error.exit_code)
    except PodciteError as error:
        return _fail(str(error), WRONG_USAGE if isinstance(error, BadRequestError) else FAILED)
    except BrokenPipeError:
        _drop_output()
        return FAILED
    except typer.Abort:
        return INTERRUPTED
    except Exception as error:
        return _fail(_unexpected(error), FAILED)
    if status == INTERRUPTED:
        # A worker thread may be minutes from its next pause, and Python would wait for it.
        logging.shutdown()
        os._exit(INTERRUPTED)
    return int(status)


def _fail(sentence: str, status: int) -> int:
    sys.stderr.write(f"{' '.join(sentence.split())}\n")
    return status


def _unexpected(error: Exception) -> str:
    sentence = f"Something went wrong that Podcite doesn't know ({type(error).__name__})"
    handlers = logging.getLogger().handlers
    if handlers:  # without any, Python would write the traceback to standard error
        logging.getLogger("podcite").critical("Unexpected", exc_info=error)
    files = [handler.baseFilename for handler in handlers if isinstance(handler, logging.FileHandler)]
    return f"{sentence}; {files[0]} says more." if files else f"{sentence}."


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="replace")


def _drop_output() -> None:
    # Else Python complains while it flushes the closed pipe at exit.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
