"""A real library for jobs."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.library import Library
from retrieval.models.options import Options


@pytest.fixture
async def library(tmp_path: Path) -> AsyncIterator[Library]:
    library = Library(Options(tmp_path, embedding_model=DEFAULT_MODEL))
    yield library
    await library.close()
