import base64
from collections.abc import Iterator
from typing import Any

import numpy
import pytest
from numpy import float32
from pydantic import SecretStr

from retrieval.errors import ConfigurationError, ModelError
from retrieval.index.embeddings import OpenAIEmbeddingModel, load_embedding_model
from retrieval.models import Progress
from tests.retrieval.openai_server import OpenAIServer, openai_server


@pytest.mark.parametrize("name", ["", "local:", "local:bert", "openai:", "cohere:embed", "all-MiniLM-L6-v2"])
def test_an_unknown_model_is_a_wrong_setting(name: str) -> None:
    with pytest.raises(ConfigurationError, match="PODCITE_EMBEDDING_MODEL"):
        load_embedding_model(name, api_key=SecretStr("sk-1"))


def test_openai_without_a_key_or_a_server_is_a_wrong_setting() -> None:
    with pytest.raises(ConfigurationError, match="OPENAI_API_KEY"):
        load_embedding_model("openai:text-embedding-3-small")


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with openai_server() as running:
        yield running


def embedding_reply(request: dict[str, Any]) -> dict[str, Any]:
    """Return rows whose direction tells the text's length, in reverse order: `index` is what counts."""
    rows = []
    for index, text in enumerate(request["input"]):
        raw = numpy.array([3.0, 4.0, float(len(text))], dtype="<f4")
        encoded = request.get("encoding_format") == "base64"
        vector = base64.b64encode(raw.tobytes()).decode() if encoded else raw.tolist()
        rows.append({"object": "embedding", "index": index, "embedding": vector})
    usage = {"prompt_tokens": 1, "total_tokens": 1}
    return {"object": "list", "data": rows, "model": request["model"], "usage": usage}


def test_an_openai_model_embeds_through_its_server(server: OpenAIServer) -> None:
    server.replies = [(200, embedding_reply)]
    model = load_embedding_model("openai:small", api_key=SecretStr("sk-verysecret"), base_url=server.url)
    texts = ["x" * length for length in range(1, 301)]
    seen: list[Progress] = []

    rows = model.embed(texts, seen.append)

    assert isinstance(model, OpenAIEmbeddingModel)
    expected = numpy.array([[3, 4, length] for length in range(1, 301)], dtype=float32)
    assert rows == pytest.approx(expected / numpy.linalg.norm(expected, axis=1, keepdims=True), abs=1e-6)
    assert model.dimension == 3
    assert seen[-1] == Progress("embedding", 300, 300)
    assert {request["model"] for request in server.requests} == {"small"}
    assert set(server.keys) == {"Bearer sk-verysecret"}


@pytest.mark.parametrize(
    ("status", "body", "sentence"),
    [
        (401, {"error": {"message": "Incorrect API key provided: sk-verysecret"}}, "check OPENAI_API_KEY"),
        (
            404,
            {"error": {"message": "no such model"}},
            "openai:small isn't known to the server in OPENAI_BASE_URL",
        ),
        (429, {"error": {"message": "slow down", "code": "rate_limit"}}, "wait a minute"),
        (429, {"error": {"message": "pay", "code": "insufficient_quota"}}, "check its billing"),
        (500, {"error": {"message": "boom"}}, "failed at the server in OPENAI_BASE_URL"),
        (
            400,
            {"error": {"message": "not an embedding model"}},
            "was rejected by the server in OPENAI_BASE_URL",
        ),
        (200, b"<html>a proxy</html>", "can't be used"),
        (200, {"object": "list", "data": [], "model": "small"}, "can't be used"),
    ],
)
def test_a_failing_server_gets_one_sentence_without_the_key(
    server: OpenAIServer, status: int, body: Any, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("openai._base_client.INITIAL_RETRY_DELAY", 0.01)
    monkeypatch.setattr("openai._base_client.MAX_RETRY_DELAY", 0.01)
    server.replies = [(status, body)]
    model = load_embedding_model("openai:small", api_key=SecretStr("sk-verysecret"), base_url=server.url)

    with pytest.raises(ModelError, match=sentence) as failure:
        model.embed(["bread"])

    assert "sk-verysecret" not in str(failure.value)
    assert "\n" not in str(failure.value)


@pytest.mark.slow
def test_a_server_that_is_not_there_is_named(unused_tcp_port: int) -> None:
    model = load_embedding_model("openai:small", base_url=f"http://127.0.0.1:{unused_tcp_port}/v1")

    with pytest.raises(
        ModelError, match="can't be reached at the server in OPENAI_BASE_URL; check that address"
    ):
        model.embed(["bread"])
