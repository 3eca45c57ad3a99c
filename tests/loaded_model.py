"""The embedding model, loaded once for all processes that are forked from one that has imported this.

What it does is in threads of the process that asks it: its own would be lost in a fork. So it mustn't be run
before. A bot that isn't forked loads a model of its own.
"""

import os
from pathlib import Path
from unittest.mock import patch

from retrieval.index import local_models
from retrieval.index.local_models import PodciteMiniLM
from tests.shared_parts import VECTORS_FOLDER, RememberingSession

with patch.object(local_models, "_available_cores", lambda: 1):
    _TOKENIZER, _SESSION = PodciteMiniLM()._load()
# The folder is that of the test process that started this one.
_FOLDER = os.environ.get(VECTORS_FOLDER)
_LOADED = _TOKENIZER, RememberingSession(_SESSION, Path(_FOLDER) if _FOLDER else None)


def use_loaded_model() -> None:
    """Let the models of this process be the one that is loaded."""
    PodciteMiniLM._loaded = property(lambda _: _LOADED)  # type: ignore[assignment]
