"""The steps for a real server work with the unit that they install."""

import re
from pathlib import Path

from bot.cli.exit_status import ExitStatus

ROOT = Path(__file__).resolve().parents[2]
STEPS = (ROOT / "docs" / "hosting.md").read_text(encoding="utf-8")
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
UNIT = (ROOT / "deploy" / "podcite.service").read_text(encoding="utf-8")


def test_the_user_of_the_service_owns_the_settings_that_podcite_reads_in_its_folder() -> None:
    (user,) = re.findall(r"^User=(.+)$", UNIT, re.MULTILINE)
    (folder,) = re.findall(r"^WorkingDirectory=(.+)$", UNIT, re.MULTILINE)
    assert f"cd {folder}\n" in STEPS
    assert f"sudo install -o {user} -m 600 .env.example .env" in STEPS


def test_backups_are_written_where_the_service_may_write() -> None:
    assert f"--home {data_folder()} backup {data_folder()}/" in STEPS
    (state,) = re.findall(r"^StateDirectory=(.+)$", UNIT, re.MULTILINE)
    assert data_folder() == f"/var/lib/{state}"


def test_no_line_of_the_copied_settings_undoes_what_the_service_sets() -> None:
    settings = set(re.findall(r"^(\w+)=", EXAMPLE, re.MULTILINE))
    assert "PODCITE_HOME" in settings, "an empty value there would move the data folder"
    assert not settings & set(re.findall(r"^Environment=(\w+)=", UNIT, re.MULTILINE))


def test_the_service_is_not_started_again_with_settings_that_are_wrong() -> None:
    (prevented,) = re.findall(r"^RestartPreventExitStatus=(\d+)$", UNIT, re.MULTILINE)
    assert int(prevented) == ExitStatus.WRONG_SETTINGS
    assert re.search(r"^Restart=always$", UNIT, re.MULTILINE)


def data_folder() -> str:
    (home,) = re.findall(r"^ExecStart=\S+/podcite --home (\S+) run$", UNIT, re.MULTILINE)
    return str(home)
