"""Processes that tests kill, forked from one that has imported what they need, so that they start at once."""

import multiprocessing

PROCESSES = multiprocessing.get_context("forkserver")
# Set for all tests here: the server keeps what it was told before its first process.
PROCESSES.set_forkserver_preload(
    [
        "chromadb",
        "tantivy",
        "retrieval.catalog.backup",
        "retrieval.catalog.migrations",
        "tests.retrieval.indexing",
        "tests.retrieval.feeds.feed_library",
    ]
)
