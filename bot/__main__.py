"""The process `podcite`: run a command, report any error in one sentence, and return an exit status."""

import errno
import logging
import os
import sys
from collections.abc import Sequence
from contextvars import copy_context

import typer

from bot.cli.app import app
from bot.cli.error_sentences import in_terminal, usage_sentence
from bot.cli.exit_status import ExitStatus, WrongSettingsError
from bot.cli.global_options import move_global_options_first
from retrieval.errors import BadRequestError, PodciteError, sentence_of


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that the arguments name, by default those of the process, and return its status."""
    return copy_context().run(_main, arguments)  # the language of a question stays within


def _main(arguments: Sequence[str] | None) -> int:
    _use_utf8()
    # numpy's products are small here and run side by side: its own threads would wait for work at full speed.
    # Read when numpy is imported, which the commands do.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    args = move_global_options_first(sys.argv[1:] if arguments is None else arguments)
    try:
        status = app(args=args, prog_name="podcite", standalone_mode=False) or 0
        sys.stdout.flush()
    except typer.TyperException as error:
        # Only errors of usage know the command, and their classes aren't public.
        ctx = getattr(error, "ctx", None)
        if type(error).__name__ == "NoArgsIsHelpError":  # a group alone, such as `podcite feed`
            sys.stdout.write(f"{error.format_message().rstrip()}\n")
            return ExitStatus.OK
        command = getattr(ctx, "command_path", "podcite")
        message = usage_sentence(error.format_message()).rstrip(".")
        return _fail(f"{message}; see {command} --help.", error.exit_code)
    except PodciteError as error:
        return _fail(in_terminal(_shown(error)), _status_of(error))
    except BrokenPipeError:
        _discard_output()
        return ExitStatus.FAILED
    except typer.Abort:
        return ExitStatus.INTERRUPTED
    except OSError as error:
        if error.errno != errno.ENOSPC:
            return _fail(_report_unexpected(error), ExitStatus.FAILED)
        _discard_output()
        return _fail("The output can't be written: the disk is full.", ExitStatus.FAILED)
    except Exception as error:
        return _fail(_report_unexpected(error), ExitStatus.FAILED)
    if status == ExitStatus.INTERRUPTED:
        # A worker thread may be minutes from its next pause, and Python would wait for it.
        logging.shutdown()
        os._exit(ExitStatus.INTERRUPTED)
    return int(status)


def _shown(error: PodciteError) -> str:
    """Return the sentence of an error in the language in which somebody asked, English otherwise."""
    from bot.ui.language import shown

    return shown(sentence_of(error))


def _status_of(error: PodciteError) -> ExitStatus:
    match error:
        case BadRequestError():
            return ExitStatus.WRONG_USAGE
        case WrongSettingsError():
            return ExitStatus.WRONG_SETTINGS
    return ExitStatus.FAILED


def _fail(sentence: str, status: int) -> int:
    sys.stderr.write(f"{' '.join(sentence.split())}\n")
    return status


def _report_unexpected(error: Exception) -> str:
    """Log the traceback and return a sentence for the user."""
    sentence = f"Something unexpected went wrong ({type(error).__name__})"
    handlers = logging.getLogger().handlers
    if handlers:  # without any, Python would write the traceback to standard error
        logging.getLogger("podcite").critical("Unexpected", exc_info=error)
    files = [handler.baseFilename for handler in handlers if isinstance(handler, logging.FileHandler)]
    return f"{sentence}; {files[0]} has the details." if files else f"{sentence}."


def _use_utf8() -> None:
    # A stream is None if it was closed before this process started.
    sys.stdin = sys.stdin or open(os.devnull, encoding="utf-8")  # noqa: SIM115 - open until the end
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="replace")


def _discard_output() -> None:
    # Otherwise Python complains while it flushes the closed pipe at exit.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
