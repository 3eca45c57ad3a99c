import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from bot.web import preparation
from bot.web.preparation import MAX_AT_ONCE, Preparation
from retrieval.errors import LibraryError
from retrieval.library import Library
from retrieval.models import Scope
from tests.bot.web.conftest import visitor


def episode(generation: int) -> Any:
    return SimpleNamespace(generation=generation)


async def test_visitors_of_an_episode_wait_for_one_making_and_others_are_put_off(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    hold = asyncio.Event()

    async def load_view(_: Library, scope: Scope, *, whole: bool) -> str:
        made.append(str(scope.episode))
        await hold.wait()
        return f"view of {scope.episode}"

    monkeypatch.setattr(preparation, "load_view", load_view)
    monkeypatch.setattr(preparation, "WAIT_SECONDS", 0.05)
    views = Preparation(library)
    asked = [views.load(episode(number), Scope(episode=f"e{number}"), whole=False) for number in (1, 1, 2, 3)]
    assert await asyncio.gather(*asked) == [None] * 4
    assert made == ["e1", "e2"][:MAX_AT_ONCE]
    hold.set()
    assert str(await views.load(episode(1), Scope(episode="e1"), whole=False)) == "view of e1"


async def test_what_is_finished_while_nobody_waits_is_shown_to_the_next_visitor(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    hold = asyncio.Event()

    async def load_view(_: Library, scope: Scope, *, whole: bool) -> str:
        made.append(str(scope.episode))
        await hold.wait()
        finished.set()
        return f"view {len(made)}"

    finished = asyncio.Event()
    monkeypatch.setattr(preparation, "load_view", load_view)
    monkeypatch.setattr(preparation, "WAIT_SECONDS", 0.05)
    views, scope = Preparation(library), Scope(episode="e1")
    assert await views.load(episode(1), scope, whole=False, version=1) is None
    hold.set()
    await finished.wait()
    hold.clear()
    assert str(await views.load(episode(1), scope, whole=False, version=1)) == "view 1"
    assert await views.load(episode(1), scope, whole=False, version=2) is None  # the library has changed


@pytest.mark.slow
async def test_a_page_that_could_not_be_made_is_tried_again(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise LibraryError("The disk is full.")

    monkeypatch.setattr(preparation, "WAIT_SECONDS", None)
    views = Preparation(library)
    with monkeypatch.context() as patch:
        patch.setattr(preparation, "load_view", fail)
        with pytest.raises(LibraryError):
            await views.load(episode(1), Scope(episode="tides"), whole=False)
    assert await views.load(episode(1), Scope(episode="tides"), whole=False)


async def test_while_a_page_is_made_another_says_so_and_loads_itself_again(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preparation, "MAX_AT_ONCE", 0)
    async with visitor(library) as browser:
        response = await browser.get("/e/tides")
    assert 'data-reload="4"' in response.text
    assert response.headers["cache-control"] == "no-store"
