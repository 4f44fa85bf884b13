# Souk: `make help` lists what can be done here.
SHELL := /bin/bash
.DEFAULT_GOAL := help

PYTHON ?= python3
# Each minor version has an environment of its own; tests/conftest.py makes sure that it is what they run on.
export SOUK_PYTHON := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)
VENV := .venv-$(SOUK_PYTHON)
LINTERS := .venv-lint
BIN := $(VENV)/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
export PYTHONPYCACHEPREFIX := $(CURDIR)/.cache/pycache
# A container may forbid it, and then each of the hundreds of processes compiles everything anew.
unexport PYTHONDONTWRITEBYTECODE
LOCAL := PYTHONPATH=infra/local:layers/core $(BIN)/python -m souk_local
# Where tests find everything they import.
ALL_CODE := $$(echo . layers/core functions/* infra/local infra/build tools | tr ' ' ':')
LAYERS := core kafka rpc search payments catalogue content letters documents
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header
ENGINE_SUITES := tests/engines tests/integration/outbox_relay $(addprefix tests/integration/local_cloud/test_bridge_,delivery.py failures.py recovery.py) \
	$(addprefix tests/component/,core products orders payments outbox_relay) $(addprefix tests/reliability/test_,tables.py crashes.py histories.py)
CODE := layers/core/souk functions infra scripts seed tools tests

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  %-18s %s\n", $$1, $$2}'

# --- set-up ---------------------------------------------------------------------------------------------------------
.PHONY: setup
setup: $(VENV)/.stamp frontend/node_modules/.stamp ## install everything into the project's own folders

$(VENV)/.stamp: requirements/dev.txt requirements/uv.txt
	@scripts/require.sh python "$(PYTHON)"
	@echo "installing Python packages into $(VENV)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@uv pip sync --quiet --python $(BIN)/python requirements/uv.txt requirements/dev.txt
	@touch $@

frontend/node_modules/.stamp: frontend/package-lock.json
	@scripts/require.sh node
	@echo "installing front-end packages"
	@cd frontend && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(LINTERS)/.stamp: requirements/lint.txt | $(VENV)/.stamp
	@echo "installing the templates' linters into $(LINTERS)"
	@test -x $(LINTERS)/bin/python || $(BIN)/python -m venv --without-pip $(LINTERS)
	@uv pip sync --quiet --python $(LINTERS)/bin/python requirements/lint.txt
	@touch $@

.PHONY: lock
lock: ## compile every requirements file again (make lock UPGRADE=--upgrade for newer versions)
	$(COMPILE) $(UPGRADE) requirements/uv.in -o requirements/uv.txt
	$(COMPILE) $(UPGRADE) requirements/dev.in -o requirements/dev.txt
	$(COMPILE) $(UPGRADE) requirements/lint.in -o requirements/lint.txt
	for layer in $(LAYERS); do \
		$(COMPILE) $(UPGRADE) --no-annotate -c requirements/dev.txt layers/$$layer/requirements.in -o layers/$$layer/requirements.txt; done
	$(COMPILE) $(UPGRADE) --no-annotate --no-deps -c requirements/dev.txt layers/core/router.in -o layers/core/router.txt

# --- generated files ------------------------------------------------------------------------------------------------
.PHONY: contracts
contracts: $(VENV)/.stamp ## generate the gRPC modules from layers/core/proto
	python scripts/generate_contracts.py

.PHONY: openapi
openapi: $(VENV)/.stamp ## generate infra/openapi.yaml and docs/security.md from the routes, and the front end's client types
	python infra/build/souk_openapi.py
	python infra/build/souk_security.py
	cd frontend && npm run --silent generate

.PHONY: events
events: $(VENV)/.stamp ## write the schemas of the events to docs/events
	PYTHONPATH=$$(echo . layers/core functions/* | tr ' ' ':') python -m scripts.export_events

.PHONY: addresses
addresses: $(VENV)/.stamp ## make the rules of addresses from their source, for the services and the storefront
	PYTHONPATH=layers/core:functions/orders python scripts/address_rules.py

.PHONY: holidays
holidays: $(VENV)/.stamp ## make the public holidays of all countries for the coming years; once a year
	PYTHONPATH=layers/core python scripts/public_holidays.py

.PHONY: operations
operations: $(VENV)/.stamp ## cut botocore's descriptions of AWS down to the operations that functions call
	python scripts/aws_operations.py

# --- checks ---------------------------------------------------------------------------------------------------------
.PHONY: format
format: setup ## format Python and the front end
	ruff check --fix --quiet . || true
	ruff format --quiet .
	cd frontend && npm run --silent format

.PHONY: lint
lint: setup $(LINTERS)/.stamp ## formatting, linting, types, import rules, generated files, templates, secrets
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=recurse lint-code lint-rest

.PHONY: lint-code lint-rest
lint-code:
	ruff format --check --quiet .
	ruff check --quiet --output-format concise .
	mypy --no-error-summary $(CODE)
	PYTHONPATH=$$(echo layers/core functions/* infra/local tools | tr ' ' ':') lint-imports --no-cache

lint-rest:
	python scripts/generate_contracts.py --check
	python infra/build/souk_openapi.py --check
	PYTHONPATH=$$(echo . layers/core functions/* | tr ' ' ':') python -m scripts.export_events --check
	PYTHONPATH=layers/core:functions/orders python scripts/address_rules.py --check
	python scripts/aws_operations.py --check
	python -m scripts.check_templates
	python -m scripts.deployed --check
	python -m scripts.secret_scan
	cd frontend && npm run --silent lint && npm run --silent typecheck

.PHONY: licences
licences: $(VENV)/.stamp ## write docs/licences.md: what is deployed of others
	python -m scripts.deployed

.PHONY: sbom
sbom: $(VENV)/.stamp $(LINTERS)/.stamp ## write .cache/sbom.json, the bill of what is deployed (CycloneDX)
	@mkdir -p .cache
	@python -m scripts.deployed --json | $(LINTERS)/bin/python scripts/sbom.py "$$(git log -1 --format=%cI)" > .cache/sbom.json

.PHONY: test
test: setup chromium ## everything: lint, then every test there is
	@$(MAKE) --no-print-directory lint
	cd frontend && npm test --silent
	@$(MAKE) --no-print-directory test-code
	@$(MAKE) --no-print-directory test-cloud

# One after the other: beside the others, a cloud answers so late that what is tried on it fails now and then.
.PHONY: test-code test-cloud
test-code:
	pytest --quiet --numprocesses 2 --ignore tests/reliability/disturbed --ignore tests/reliability/race \
		tests/unit tests/component tests/contract tests/fuzz tests/stored tests/reliability

test-cloud:
	pytest --quiet tests/integration tests/e2e tests/reliability/disturbed tests/reliability/race

.PHONY: test-fast
test-fast: $(VENV)/.stamp ## unit, component, contract and stored-data tests: no cloud, no browser
	pytest --quiet --numprocesses 2 tests/unit tests/component tests/contract tests/stored

.PHONY: coverage
coverage: $(VENV)/.stamp ## the tests of test-fast, and what of the services and the core none of them reaches
	pytest --quiet --numprocesses 2 --cov --cov-report term tests/unit tests/component tests/contract tests/stored

EXAMPLES ?= 100

.PHONY: fuzz
fuzz: setup ## try every operation as everybody on a local cloud of its own, against its document (or EXAMPLES=10)
	PYTHONPATH=$(ALL_CODE) python -m tests.fuzz $(EXAMPLES)

HISTORIES ?= 10000

.PHONY: reliability
reliability: setup ## the whole proof: every crash, the long payment runs, 500 orders in a disturbed cloud, ten thousand histories (or HISTORIES=500)
	pytest --quiet -m "" --numprocesses 2 --ignore tests/reliability/disturbed tests/reliability
	pytest --quiet -m "" tests/reliability/disturbed
	PYTHONPATH=$(ALL_CODE) python -m tests.reliability.long_run --histories $(HISTORIES)

.PHONY: costs
costs: $(VENV)/.stamp ## count what a purchase costs in DynamoDB and Kafka, step by step (make costs OF="member detailed")
	@PYTHONPATH=$(ALL_CODE) python -m tests.reliability.costs $(OF)

.PHONY: test-engines
test-engines: $(VENV)/.stamp ## the outbox, bridge, race and crash suites on Apache Kafka and DynamoDB Local (needs Java 17 and Maven)
	python -m pytest -p tests.engines.plugin --quiet $(ENGINE_SUITES)

.PHONY: test-upgrade
test-upgrade: setup ## a shop of an earlier version is stopped, opened by this one, audited, and goes on (make test-upgrade BEFORE=v0.1.0)
	SOUK_UPGRADE_FROM=$(BEFORE) pytest --quiet tests/upgrade

.PHONY: check
check: test ## the whole gate, the same as CI

.PHONY: chromium
chromium:
	@scripts/install-chromium.sh

# --- the local cloud ------------------------------------------------------------------------------------------------
.PHONY: up
up: setup ## start the local cloud, deploy, seed, and print the addresses
	@$(LOCAL) up

.PHONY: down
down: $(VENV)/.stamp ## stop the local cloud; its state stays
	@$(LOCAL) down

.PHONY: reset
reset: $(VENV)/.stamp ## stop the local cloud and wipe its state
	@$(LOCAL) reset

.PHONY: status
status: $(VENV)/.stamp ## what runs, and whether every service is healthy
	@$(LOCAL) status

.PHONY: logs
logs: $(VENV)/.stamp ## follow every log (make logs SERVICE=orders CORRELATION_ID=… LEVEL=ERROR)
	@$(LOCAL) logs $(if $(SERVICE),--service $(SERVICE)) $(if $(CORRELATION_ID),--correlation-id $(CORRELATION_ID)) $(if $(LEVEL),--level $(LEVEL))

.PHONY: demo
demo: $(VENV)/.stamp ## buy something through the public API and show every step; SCENARIO=return|exchange|claim|withdraw|bank-transfer|lost-parcel|cancel-line|draft|edit|dispute|two-parcels|preorder|pickup|files|code|gift-card|market|held
	@PYTHONPATH=infra/local:tools $(BIN)/python -m souk_tools.demo $(SCENARIO)

.PHONY: audit
audit: $(VENV)/.stamp ## prove that stock, orders and money agree in every row of the local cloud's tables
	@PYTHONPATH=infra/local:layers/core:tools $(BIN)/python -m souk_tools.audit

.PHONY: trail
trail: $(VENV)/.stamp ## prove that the audit trail of the staff is as it was recorded (make trail DAYS=30)
	@PYTHONPATH=infra/local:layers/core:functions/audit:tools $(BIN)/python -m souk_tools.trail $(if $(DAYS),--days $(DAYS))

.PHONY: erasure-scan
erasure-scan: $(VENV)/.stamp ## play a person through the local cloud, forget them, and look for them everywhere (or make erasure-scan WHO=an-address)
	@PYTHONPATH=$$(echo layers/core functions/* infra/local tools | tr ' ' ':') $(BIN)/python -m souk_tools.erasure_scan $(if $(WHO),--who "$(WHO)")

.PHONY: flash-sale
flash-sale: $(VENV)/.stamp ## 50 buyers of 10 units, 20,000 attempts on 5,000, then 1,000 on 200 through a running shop: not one unit too many
	@PYTHONPATH=$$(echo layers/core functions/* infra/local tools | tr ' ' ':') $(BIN)/python -m souk_tools.flash_sale

.PHONY: rebuild
rebuild: $(VENV)/.stamp ## make the back office's orders, customers and figures anew from the events in the services' tables
	@PYTHONPATH=infra/local:layers/core:functions/backoffice:tools $(BIN)/python -m souk_tools.rebuild

.PHONY: replay
replay: $(VENV)/.stamp ## hand events to one consumer again (make replay FROM=outbox|kafka SERVICE=orders TO=users-consumers [AGGREGATE=…] [SINCE=7d] [TYPES=…] [DRY_RUN=1])
	@PYTHONPATH=infra/local:layers/core:tools $(BIN)/python -m souk_tools.replay $(if $(FROM),--from $(FROM)) $(if $(SERVICE),--service $(SERVICE)) $(if $(TO),--to $(TO)) $(if $(AGGREGATE),--aggregate "$(AGGREGATE)") $(if $(SINCE),--since "$(SINCE)") $(if $(TYPES),--types "$(TYPES)") $(if $(DRY_RUN),--dry-run)

.PHONY: parked
parked: $(VENV)/.stamp ## what consumers have set aside (make parked [SERVICE=orders] [AGGREGATE=…] [RETRY=1 | DROP=1])
	@PYTHONPATH=infra/local:layers/core:tools $(BIN)/python -m souk_tools.parked $(if $(SERVICE),--service $(SERVICE)) $(if $(AGGREGATE),--aggregate "$(AGGREGATE)") $(if $(RETRY),--retry) $(if $(DROP),--drop)

# Cold starts are measured side by side with the build of this commit; empty, and they stand alone. A shop of it is upgraded.
BEFORE ?= $(shell git describe --tags --abbrev=0 2>/dev/null)

.PHONY: bench
bench: $(VENV)/.stamp ## count and measure what handlers cost, and write docs/benchmarks.md (make bench BEFORE=a-commit)
	@PYTHONPATH=$(ALL_CODE) $(BIN)/python -m tests.bench $(BEFORE)

ORDERS ?= 100000
PRODUCTS ?= 50000

.PHONY: big-shop
big-shop: $(VENV)/.stamp ## write 100,000 orders and 50,000 products, audit them, and ask every list of the staff (or ORDERS=2000 PRODUCTS=1000)
	@PYTHONPATH=$(ALL_CODE) $(BIN)/python -m tests.big_shop --orders $(ORDERS) --products $(PRODUCTS)

.PHONY: reconcile
reconcile: $(VENV)/.stamp ## compare the local cloud's payments with the provider, heal, and show what differs
	@PYTHONPATH=infra/local:tools $(BIN)/python -m souk_tools.reconcile

.PHONY: tour
tour: setup chromium ## take the pictures of docs/back-office.md, in a local cloud of its own
	@PYTHONPATH=$(ALL_CODE) $(BIN)/python -m scripts.take_tour

# --- AWS ------------------------------------------------------------------------------------------------------------
STAGE ?= dev

.PHONY: build
build: setup ## build the layers and functions for AWS, compiled by the deployed Python
	@DEPLOYED_PYTHON="$$(scripts/deployed-python.sh)" && export DEPLOYED_PYTHON && sam build && \
		for code in functions/*; do scripts/bytecode.sh "$$code" || exit 1; done && scripts/compile-ahead.sh functions/*

.PHONY: deploy
deploy: build ## deploy to AWS (make deploy STAGE=dev|staging|prod), then publish the site
	parameters="$$(python scripts/stage_parameters.py $(STAGE))" && \
		sam deploy --config-env $(STAGE) --parameter-overrides "$$parameters"
	cd frontend && npm run --silent build
	scripts/publish-site.sh $(STAGE)

# --- seed -----------------------------------------------------------------------------------------------------------
.PHONY: seed-media
seed-media: setup ## compose the seed catalogue and its pictures again
	cd seed/build && npm ci --no-audit --no-fund --loglevel=error
	PYTHONPATH=seed/build python -m souk_seed
