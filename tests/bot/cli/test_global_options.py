"""The options that hold for every command may stand before it or after it."""

import pytest

from bot.cli.global_options import move_global_options_first


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("ask why", "ask why"),
        ("--home here ask why", "--home here ask why"),
        ("ask why --home here", "--home here ask why"),
        ("ask why --home=here -v --json", "--home=here -v ask why --json"),
        ("ask -- --home", "ask -- --home"),
        ("ask -", "ask -"),
        ("ask why --home", "--home"),
    ],
)
def test_global_options_are_found_wherever_they_stand(typed: str, understood: str) -> None:
    assert move_global_options_first(typed.split()) == understood.split()
