"""Settings come from the environment and `.env`, and a wrong one is refused in one sentence."""

from pathlib import Path

import pytest
from dotenv import dotenv_values

from bot.settings import OPENAI_CHAT_MODEL, Settings, check_token, load_settings
from retrieval.errors import ConfigurationError
from retrieval.models.options import EXTRACTIVE_CONCURRENCY, Options

EXAMPLE = Path(__file__).resolve().parents[2] / ".env.example"


@pytest.fixture(autouse=True)
def _only_these_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.variables():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def refusal() -> str:
    with pytest.raises(ConfigurationError) as refused:
        load_settings()
    return str(refused.value)


def test_the_example_lists_every_setting_and_no_other() -> None:
    assert sorted(dotenv_values(EXAMPLE)) == sorted(Settings.variables())


def test_each_line_of_the_example_has_its_why() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    settings = [number for number, line in enumerate(lines) if line and not line.startswith("#")]
    assert all(lines[number - 1].startswith("# ") for number in settings)


def test_the_example_as_it_stands_gives_the_defaults(tmp_path: Path) -> None:
    defaults = load_settings()
    (tmp_path / ".env").write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    assert load_settings() == defaults


def test_without_a_key_answers_are_extractive() -> None:
    assert load_settings().chat_model == "extractive"


def test_with_a_key_openai_answers_unless_another_model_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-example")
    assert load_settings().chat_model == OPENAI_CHAT_MODEL
    monkeypatch.setenv("PODCITE_CHAT_MODEL", "extractive")
    assert load_settings().chat_model == "extractive"


def test_the_command_line_goes_before_the_environment_and_that_before_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("PODCITE_HOME=/from/file\nPODCITE_LOG_LEVEL=debug\n", encoding="utf-8")
    assert load_settings().home == Path("/from/file").absolute()
    monkeypatch.setenv("PODCITE_HOME", "/from/environment")
    assert load_settings().home == Path("/from/environment").absolute()
    assert load_settings(Path("here")).home == tmp_path / "here"
    assert load_settings().log_level == "debug"


def test_what_other_programs_call_home_is_not_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    defaults = load_settings()
    for name in ("LOG_LEVEL", "CHAT_MODEL", "DATABASE_URL"):
        monkeypatch.setenv(name, "somebody else's")
    assert load_settings() == defaults
    assert load_settings().home.name == "podcite"


def test_secrets_show_in_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISCORD_TOKEN", "OPENAI_API_KEY", "PODCITE_DATABASE_URL"):
        monkeypatch.setenv(name, "hush-hush")
    settings = load_settings()
    assert settings.discord_token is not None
    assert settings.discord_token.get_secret_value() == "hush-hush"
    assert "hush" not in f"{settings} {settings!r} {settings.model_dump()} {settings.model_dump_json()}"


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("PODCITE_LOG_LEVEL", "loud", "must be one of debug, info, warning, error"),
        ("CHROMA_URL", "localhost:8000", "starts with http:// or https://"),
        ("DISCORD_API_URL", "ftp://discord.example", "starts with http:// or https://"),
        ("DISCORD_GATEWAY_URL", "https://discord.example", "starts with ws:// or wss://"),
        ("DISCORD_GUILD", "my server", "it must be a whole number."),
        ("PODCITE_WEB_PORT", "99999", "it must be at most 65535."),
        ("PODCITE_WEB_TRANSCRIPTS", "perhaps", "it must be true or false."),
    ],
)
def test_a_wrong_value_is_refused_by_its_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, reason: str
) -> None:
    monkeypatch.setenv(name, value)
    sentence = refusal()
    assert sentence.startswith(f"The setting {name} is wrong:")
    assert reason in sentence


def test_an_unknown_setting_is_refused_with_the_nearest_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("PODCITE_CHATMODEL=extractive\n", encoding="utf-8")
    assert "Did you mean PODCITE_CHAT_MODEL?" in refusal()
    (tmp_path / ".env").unlink()
    monkeypatch.setenv("PODCITE_FAVOURITE_COLOUR", "green")
    assert ".env.example lists all settings" in refusal()


def test_a_file_of_settings_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"PODCITE_HOME=\xff\xfe")
    assert "not UTF-8" in refusal()


def test_a_token_of_another_shape_is_refused_before_discord_is_asked() -> None:
    check_token("loopback-bot-token.never-log.this-made-up-token-of-tests")
    with pytest.raises(ConfigurationError, match="doesn't look like a bot's token"):
        check_token("abc")


def test_polls_are_at_most_a_week_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PODCITE_POLL_SECONDS", "9" * 23)
    with pytest.raises(ConfigurationError, match="PODCITE_POLL_SECONDS"):
        load_settings()


def test_no_password_of_a_url_is_in_a_repr_and_all_are_kept_out_of_the_log(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    urls = {
        "PODCITE_DATABASE_URL": "postgresql+psycopg://podcite:honeypot-1@db/podcite",
        "CHROMA_URL": "http://mia:honeypot-2@chroma.lan",
        "OPENAI_BASE_URL": "https://mia:honeypot-3@models.lan/v1",
        "DISCORD_API_URL": "https://mia:honeypot-4@proxy.lan/api",
    }
    for name, url in urls.items():
        monkeypatch.setenv(name, url)
    settings = load_settings(tmp_path, tmp_path / ".env")
    options = Options(
        tmp_path,
        "m",
        urls["PODCITE_DATABASE_URL"],
        settings.chroma_url,
        openai_base_url=settings.openai_base_url,
    )
    assert "honeypot" not in repr(settings)
    assert "honeypot" not in repr(options)
    assert {f"honeypot-{n}" for n in range(1, 5)} <= set(settings.secrets())


def test_while_a_model_works_on_eight_questions_another_is_searched_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert load_settings().concurrency == EXTRACTIVE_CONCURRENCY
    monkeypatch.setenv("PODCITE_CHAT_MODEL", "openai:some-model")
    assert load_settings().concurrency == 32 + 4
    monkeypatch.setenv("PODCITE_MODEL_CONCURRENCY", "1")  # a local model: none waits within its time limit
    assert load_settings().concurrency == 1
