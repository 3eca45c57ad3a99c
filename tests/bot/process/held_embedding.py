"""An embedding model that a test stops in the middle of an episode, so that a job lasts meanwhile."""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from retrieval.index.local_models import TEXTS_PER_REPORT, PodciteMiniLM
from retrieval.models import Progress, ProgressSink

LONGEST_SECONDS = 60.0
_PAUSE = 0.05


def hold_embedding(while_exists: Path) -> None:
    """Let the model of this process stop after some texts of an episode for as long as this file exists.

    It says again and again how far it has come, as a slow model does: that is when a job notices that it was
    cancelled. Questions are not held, nor is anything longer than a minute.
    """
    run = PodciteMiniLM._run

    def held(
        model: PodciteMiniLM, texts: Sequence[str], outputs: Sequence[str], progress: ProgressSink | None
    ) -> Iterator[Any]:
        for done, made in enumerate(run(model, texts, outputs, progress), 1):
            yield made
            if progress and done == TEXTS_PER_REPORT:
                end = time.monotonic() + LONGEST_SECONDS
                while while_exists.exists() and time.monotonic() < end:
                    progress(Progress("embedding", done, len(texts)))
                    time.sleep(_PAUSE)

    PodciteMiniLM._run = held  # type: ignore[method-assign, assignment]
