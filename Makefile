# The two commands of the README are `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: setup run test check format gate baseline

setup: $(READY)

# torch first and by itself: left to a resolver, pip may take a CUDA build of several GB.
$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "citecoder needs Python 3.11 or newer: make setup PYTHON=python3.11")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet "$$(grep '^torch==' requirements.lock)"
	$(BIN)/python -m pip install --quiet --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/python -c 'from ingest.encoder import Encoder; Encoder().prepare()'
	touch $(READY)

run: $(READY)
	$(BIN)/citecoder serve

# Browser tests need Chromium; where it cannot be installed they are skipped and say so.
test: $(READY)
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	  && apt-get update -qq && apt-get install -y -qq chromium >/dev/null; } \
	  || echo "Chromium is not installed: the browser tests will be skipped."
	$(BIN)/python -m pytest

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# The starter gold against the committed baseline; a measure that fell beyond noise fails the gate.
GATE := .gate
GOLD := eval/gold/starter.jsonl
BASELINE := eval/gold/starter.baseline.json
NO_WORSE := evidence_recall@1 evidence_recall@5 evidence_recall@10 evidence_mrr answer_contains \
  citation_precision citation_recall verbatim unsupported_codes abstention_f1 false_premise_caught

gate: $(READY)
	$(BIN)/citecoder ingest --builtin starter --library $(GATE)
	$(BIN)/citecoder eval $(GOLD) --library $(GATE) --report $(GATE)/report.html \
	  --baseline $(BASELINE) $(addprefix --no-worse ,$(NO_WORSE))

# Run on purpose only, when an answer changed for the better: it replaces what the gate compares with.
baseline: $(READY)
	$(BIN)/citecoder ingest --builtin starter --library $(GATE)
	$(BIN)/citecoder eval $(GOLD) --library $(GATE) --json $(BASELINE) --no-answers
