"""The log says what happened, not what people wrote, and never a secret."""

import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.log import JsonFormatter, RedactingFormatter, configure, reason
from retrieval.errors import FeedError, FetchError
from retrieval.texts import Text


@pytest.fixture
def restored_loggers() -> Iterator[None]:
    """Restore the loggers after the test."""
    root = logging.getLogger()
    before = root.level, root.handlers[:]
    yield
    root.setLevel(before[0])
    root.handlers[:] = before[1]


def test_a_secret_is_not_written_even_in_a_traceback() -> None:
    try:
        raise ValueError("Bot abc.def was refused")
    except ValueError as error:
        record = logging.LogRecord(
            "x", logging.ERROR, "", 0, "with %s", ("abc.def",), (type(error), error, None)
        )
    written = RedactingFormatter("abc.def", "").format(record)
    assert "abc.def" not in written
    assert written.count("[secret]") == 2


@pytest.mark.usefixtures("restored_loggers")
def test_being_offline_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    configure("info")
    try:
        raise ConnectionRefusedError(111, "Connect call failed")
    except ConnectionRefusedError:
        logging.getLogger("discord.client").exception("Attempting a reconnect in %.2fs", 1.5)
    written = capsys.readouterr().err
    assert written.endswith("Attempting a reconnect in 1.50s ([Errno 111] Connect call failed)\n")
    assert written.count("\n") == 1


@pytest.mark.usefixtures("restored_loggers")
@pytest.mark.parametrize("level", ["debug", "info"])
def test_discords_own_debugging_which_holds_messages_stays_off(
    capsys: pytest.CaptureFixture[str], level: str
) -> None:
    configure(level)
    logging.getLogger("discord.gateway").debug("WebSocket Event: %s", {"content": "what people wrote"})
    logging.getLogger("discord.http").info("POST with %s", "what people wrote")
    logging.getLogger("openai").info("Request: %s", "what people wrote")
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("error", "words"),
    [(TimeoutError(), "TimeoutError"), (OSError("no\n route"), "no route"), (None, "for no reason given")],
)
def test_every_error_has_a_reason_in_one_line(error: BaseException | None, words: str) -> None:
    assert reason(error) == words


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
@pytest.mark.usefixtures("restored_loggers")
def test_a_full_disk_costs_one_line_and_no_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    configure("info", file=Path("/dev/full"))
    for number in range(3):
        logging.getLogger("retrieval").warning("Warning %d", number)
    assert capsys.readouterr().err == ""  # what the command says about its own work comes first
    logging.getLogger().handlers[0].close()
    assert capsys.readouterr().err == "The log /dev/full can't be written: No space left on device.\n"


@pytest.mark.usefixtures("restored_loggers")
def test_a_log_is_written_again_as_soon_as_it_can_be(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "home" / "podcite.log"
    configure("info", file=file)
    logging.getLogger("retrieval").warning("lost")
    file.parent.mkdir()
    logging.getLogger("retrieval").warning("kept")
    assert file.read_text().endswith("kept\n")
    logging.getLogger().handlers[0].close()
    assert capsys.readouterr().err.count("\n") == 1


def test_a_url_is_not_written_even_in_a_traceback() -> None:
    url = "https://mia:word@hive.example/private/honeyhoney/feed?auth=Xa81q"
    try:
        raise ValueError(f"400, message='Bad status line', url='{url}'")
    except ValueError:
        record = logging.LogRecord("x", logging.INFO, "", 0, "no feed at %s", (url,), sys.exc_info())
    text = RedactingFormatter().format(record)
    assert "no feed at [address]" in text
    assert not any(part in text for part in ("mia", "word", "hive", "private", "honey", "Xa81q"))


@pytest.mark.parametrize("formatter", [RedactingFormatter(), JsonFormatter()])
def test_the_server_that_an_error_is_about_is_not_written(formatter: logging.Formatter) -> None:
    try:
        try:
            raise FetchError(Text("{host} can't be reached.", host="hive.example"))
        except FetchError as error:
            raise FeedError("There is no feed.") from error
    except FeedError as error:
        info, cause = sys.exc_info(), error.__cause__
    record = logging.LogRecord("x", logging.INFO, "", 0, "feed %d waits: %s", (7, cause), info)
    text = formatter.format(record)
    assert "feed 7 waits: [address] can't be reached." in text
    assert "There is no feed." in text
    assert "hive" not in text


@pytest.mark.parametrize("formatter", [RedactingFormatter(), JsonFormatter()])
def test_the_private_part_of_a_url_goes_with_its_server(formatter: logging.Formatter) -> None:
    try:
        try:
            raise ValueError(
                "400, url='http://hive.example:8000/premium/SUBSCRIBER-8f3a/feed.xml?m=MEMBER77'"
            )
        except ValueError as error:
            raise FetchError(Text("{host} can't be reached.", host="hive.example:8000")) from error
    except FetchError:
        record = logging.LogRecord("x", logging.INFO, "", 0, "feed %d failed", (7,), sys.exc_info())
    text = formatter.format(record)
    assert "[address] can't be reached." in text
    assert not any(part in text for part in ("hive", "8000", "SUBSCRIBER", "feed.xml", "MEMBER"))


def test_a_server_with_a_short_name_takes_no_part_of_a_word() -> None:
    error = FetchError(Text("{host} can't be reached.", host="on"))
    record = logging.LogRecord("x", logging.INFO, "", 0, "no connection: %s", (error,), None)
    assert RedactingFormatter().format(record).endswith("no connection: [address] can't be reached.")


def test_a_line_of_json_has_the_id_that_the_user_was_shown_and_no_secret() -> None:
    try:
        raise ValueError("postgresql://podcite:honeypot@db/podcite refused\n'quoted'")
    except ValueError:
        record = logging.LogRecord(
            "bot.errors", logging.ERROR, "", 0, "Error %s in\n%s", ("4f2a9c1d", "/ask"), sys.exc_info()
        )
    record.error_id = "4f2a9c1d"
    text = JsonFormatter("honeypot").format(record)
    assert "\n" not in text
    line = json.loads(text)
    assert set(line) == {"time", "level", "logger", "message", "error_id", "traceback"}
    assert (line["level"], line["logger"], line["error_id"]) == ("error", "bot.errors", "4f2a9c1d")
    assert "honeypot" not in text


def test_a_message_of_several_lines_forges_no_record() -> None:
    forged = "x\n2026-01-01 00:00:00,000 ERROR   bot: all is lost\x1b[2J"
    record = logging.LogRecord("bot", logging.INFO, "", 0, "a title: %s", (forged,), None)
    text = RedactingFormatter().format(record)
    assert not any(line.startswith("2026-01-01 00:00") for line in text.splitlines())
    assert "\x1b" not in text


@pytest.mark.usefixtures("restored_loggers")
@pytest.mark.parametrize(
    "name", ["httpx", "httpx2", "httpcore2.connection", "openai", "chromadb", "uvicorn.error"]
)
def test_other_libraries_say_nothing_of_their_requests(capsys: pytest.CaptureFixture[str], name: str) -> None:
    configure("debug")
    logging.getLogger(name).info("HTTP Request: POST https://api.example/v1?key=honeypot")
    assert capsys.readouterr().err == ""
