"""The embedding model, loaded once for all processes that are forked from one that has imported this.

What it does is in threads of the process that asks it: its own would be lost in a fork. So it mustn't be run
before. A bot that isn't forked loads a model of its own.
"""

from unittest.mock import patch

from retrieval.index import local_models
from retrieval.index.local_models import PodciteMiniLM

with patch.object(local_models, "_available_cores", lambda: 1):
    _LOADED = PodciteMiniLM()._load()


def use_loaded_model() -> None:
    """Let the models of this process be the one that is loaded."""
    PodciteMiniLM._loaded = property(lambda _: _LOADED)  # type: ignore[assignment]
