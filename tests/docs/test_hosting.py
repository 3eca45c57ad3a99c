"""The steps for a real server work with the unit that they install."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STEPS = (ROOT / "docs" / "hosting.md").read_text(encoding="utf-8")
UNIT = (ROOT / "deploy" / "podcite.service").read_text(encoding="utf-8")


def test_the_user_of_the_service_owns_the_settings_that_podcite_reads_in_its_folder() -> None:
    (user,) = re.findall(r"^User=(.+)$", UNIT, re.MULTILINE)
    (folder,) = re.findall(r"^WorkingDirectory=(.+)$", UNIT, re.MULTILINE)
    assert f"cd {folder}\n" in STEPS
    assert f"sudo install -o {user} -m 600 .env.example .env" in STEPS


def test_backups_are_written_where_the_service_may_write() -> None:
    (home,) = re.findall(r"^Environment=PODCITE_HOME=(.+)$", UNIT, re.MULTILINE)
    assert f"--home {home} backup {home}/" in STEPS
