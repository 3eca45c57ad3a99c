"""Processes that tests start or kill, forked from one that has done the imports: they start at once."""

import multiprocessing

PROCESSES = multiprocessing.get_context("forkserver")
# Set for all tests here: the server keeps what it was told before its first process.
PROCESSES.set_forkserver_preload(
    [
        "tests.warm_program",
        "retrieval.catalog.migrations",
        "tests.retrieval.indexing",
        "tests.retrieval.feeds.feed_library",
        "tests.loaded_model",
        "tests.frozen",
    ]
)
