"""Threads share the heap where the C library can do that."""

import platform

import pytest

from bot.memory import share_arenas


def test_arenas_are_shared_with_glibc_and_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MALLOC_ARENA_MAX", raising=False)
    assert share_arenas() == (platform.libc_ver()[0] == "glibc")


def test_a_number_that_the_host_has_set_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MALLOC_ARENA_MAX", "8")
    assert not share_arenas()
