import threading
from pathlib import Path

import numpy
import pytest

from retrieval.catalog.catalog import Catalog
from retrieval.index.vector_store import VectorStore
from retrieval.models import Details
from retrieval.search import episode_cache
from retrieval.search.episode_cache import EpisodeCache
from tests.retrieval.indexing import open_parts

TALK = "**Ada:** We tar every rope twice.\n\n**Ben:** Paint is dear this year, and tar is cheap.\n"


def test_an_episodes_vectors_and_speaker_shares_are_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = open_parts(tmp_path)
    parts.indexer.add(TALK.encode(), Details(episode="ropes"), name="ropes.md")
    episode, cache = parts.episode("ropes"), EpisodeCache(parts.catalog, parts.vectors)
    first = cache.episode_vectors(episode)

    for owner, method in ((VectorStore, "fetch"), (Catalog, "transcript")):
        monkeypatch.delattr(owner, method)
    again = cache.episode_vectors(episode)

    assert again.matrix is first.matrix
    assert again.speaker_shares is first.speaker_shares
    assert set(first.speaker_shares) == {"Ada", "Ben"}
    assert first.shares_of(["Ada", "Ben"]) == pytest.approx(numpy.ones(1), abs=0.05)
    parts.close()


def test_the_episode_used_longest_ago_is_forgotten_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(episode_cache, "CACHED_MATRICES", 2)
    parts = open_parts(tmp_path)
    for name in ("one", "two", "three"):
        parts.indexer.add(TALK.encode(), Details(episode=name, title=name), name=f"{name}.md")
    one, two, three = (parts.episode(name) for name in ("one", "two", "three"))
    cache = EpisodeCache(parts.catalog, parts.vectors)
    kept = cache.episode_vectors(one).matrix
    dropped = cache.episode_vectors(two).matrix
    for episode in (one, three):
        cache.episode_vectors(episode)

    assert cache.episode_vectors(one).matrix is kept
    assert cache.episode_vectors(two).matrix is not dropped
    parts.close()


@pytest.mark.slow
def test_a_thread_that_finds_an_episode_in_memory_does_not_wait_for_one_that_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = open_parts(tmp_path)
    for name in ("one", "two"):
        parts.indexer.add(TALK.encode(), Details(episode=name, title=name), name=f"{name}.md")
    cache = EpisodeCache(parts.catalog, parts.vectors)
    cache.episode_vectors(parts.episode("one"))
    reading, release, fetch = threading.Event(), threading.Event(), VectorStore.fetch

    def slow_fetch(self: VectorStore, show: int, generation: int, count: int) -> object:
        reading.set()
        release.wait(120)
        return fetch(self, show, generation, count)

    monkeypatch.setattr(VectorStore, "fetch", slow_fetch)
    thread = threading.Thread(target=cache.episode_vectors, args=[parts.episode("two")])
    thread.start()
    assert reading.wait(60)
    try:
        found = threading.Thread(target=cache.episode_vectors, args=[parts.episode("one")])
        found.start()
        found.join(60)
        assert not found.is_alive()
    finally:
        release.set()
        thread.join()
    parts.close()
