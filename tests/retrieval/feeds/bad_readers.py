"""Stand-ins for the reader of feeds in a child process, where `feed_in_process.feed` is the real one."""

import os
import threading
from pathlib import Path

from retrieval.feeds import feed_in_process

MARK = b"the next such file that nobody has thought of"
HANGS = "TEST_HANGS"
"""The environment variable that names the file by which `hang` says that it has begun."""


def hang(content: bytes) -> bool:
    if MARK in content and HANGS in os.environ:
        Path(os.environ[HANGS]).touch()
    if MARK in content:
        threading.Event().wait()
    return feed_in_process.feed(content)


def eat(content: bytes) -> bool:
    eaten = [bytearray(1_000_000) for _ in range(10_000 if MARK in content else 0)]
    return feed_in_process.feed(content) and not eaten


def crash(content: bytes) -> bool:
    if MARK in content:
        os.abort()
    return feed_in_process.feed(content)
