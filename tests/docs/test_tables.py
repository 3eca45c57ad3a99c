"""The README's tables of commands and settings are what the code says."""

import re
from pathlib import Path

from bot.settings import Settings
from docs.tables import EXAMPLE, README, filled_in, settings_rows, tables


def test_the_readme_has_every_table_as_the_code_has_it() -> None:
    text = README.read_text(encoding="utf-8")
    assert sorted(re.findall(r"<!-- table: (\w+) -->", text)) == sorted(tables())
    assert text == filled_in(text), "run: python -m docs.tables"


def test_every_setting_is_described() -> None:
    rows = settings_rows()
    assert {row[0].strip("`") for row in rows} == set(Settings.variables())
    assert all(row[2].endswith(".") for row in rows)


def test_pages_that_the_documentation_links_to_exist() -> None:
    pages = [*README.parent.glob("*.md"), *README.parent.glob("docs/*.md")]
    links = [(page, target) for page in pages for target in re.findall(r"\]\(([^)\s:#]+)[#)]", _prose(page))]
    assert [(page.name, target) for page, target in links if not (page.parent / target).exists()] == []


def test_the_example_fits_its_width() -> None:
    assert max(map(len, EXAMPLE.read_text(encoding="utf-8").splitlines())) <= 120


def _prose(page: Path) -> str:
    return re.sub(r"~~~.*?~~~|```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
