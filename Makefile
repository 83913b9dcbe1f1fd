# `make help` lists what can be made: a line for each `##`, under the title of each `##@`.
# Every target sets up what it needs by itself, in .venv, and does so again only when the
# pins in requirements/ have changed.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup demo run models comparison ablations readings ceiling dataset predict \
	measured shipped report \
	check clean-results slurm test test-all lint test-package test-page test-faults test-conda test-slurm \
	check-jacobians suite \
	crosscheck fuzz audit docs site pins bench-mapping bench-workflow bench-grouping bench-nested \
	bench-respond bench-growth bench-many bench-training bench-logic clean runtime dev

PYTHON ?=
VENV ?= .venv
CORES ?= all
RUN ?=
CONFIG ?=
PART ?=
ARGS ?=
FOLDER ?= resources/archive
ARCHIVE := $(filter resources/archive,$(FOLDER))
FIRST ?=
LAST ?= $(if $(ARCHIVE),BIOMD0000000611)
PY := $(VENV)/bin/python

SNAKEMAKE := $(PY) -m snakemake --cores $(CORES)
# Names reach the shell as variables: in the text of a command they could end a quote.
export RUN CONFIG PART CORES FOLDER FIRST LAST
# Starts Snakemake in the place of RUN with CONFIG: $(call RUNS,what) -- more options
RUNS = PYTHONPATH=src $(PY) -m bioripple experiment $(1) --cores="$$CORES" --name="$$RUN" \
	$${CONFIG:+--config="$$CONFIG"}
FORMATTED := Snakefile workflow
PYTEST := $(PY) -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

##@ Use

help: ## List the targets
	@echo "Usage: make TARGET [RUN=name] [CONFIG=file.yaml] [CORES=n] [ARGS='more options']"
	@echo "                   [PYTHON=/path/to/python3.11]"
	@echo "A run with a name works in runs/NAME; its results are in runs/NAME/results."
	@awk -F ':.*## ' '/^##@ / {printf "\n%s\n", substr($$0, 5)} \
		/^[a-z-]+:.*## / {printf "  %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: runtime ## Install bioripple, and what it needs, in .venv

demo: RUN := $(or $(RUN),demo)
demo: runtime ## Run fifteen well-known models, same table and figures, in runs/demo/
	@$(call RUNS,run) --base config/demo.yaml -- $(ARGS)

run: runtime ## Run the experiment, by default on all 611 models
	@$(call RUNS,run) -- $(ARGS)

models: runtime ## Only what is known of each model by itself; PART=3/8 of the models
	@$(call RUNS,models) $${PART:+--part="$$PART"} -- $(ARGS)

comparison: runtime ## Go beyond the paper: Table 2, Figures 7 and 8
	@$(call RUNS,comparison) -- $(ARGS)

benchmark:
	@echo "'make benchmark' is called 'make comparison' now" >&2; exit 2

ablations: runtime ## What the learned kinetics owe to their parts: Figure 9
	@$(call RUNS,ablations) -- $(ARGS)

readings: runtime ## What the published numbers need: readings of the paper side by side
	@$(call RUNS,readings) -- $(ARGS)

ceiling: runtime ## How well any predictor can do that sees the network alone
	@$(call RUNS,ceiling) -- $(ARGS)

dataset: runtime ## Gather models and truths in results/dataset.npz, for `bioripple score`
	@$(call RUNS,dataset) -- $(ARGS)

predict: runtime ## Answer for networks of your own, as `predict` in CONFIG says
	@$(call RUNS,predict) -- $(ARGS)

measured: runtime ## Hold predictions against measured responses: Figure 10
	@$(call RUNS,measured) -- $(ARGS)

shipped: runtime ## Train the predictor that ships again, and write its card
	@$(call RUNS,shipped) -- $(ARGS)

report: runtime ## Gather the results of a run with their captions in report.html
	@$(call RUNS,report) -- $(ARGS)

check: dev ## Check the results of a run: no model missing, no number out of range
	@$(call RUNS,check) -- $(ARGS)

clean-results: runtime ## Delete the results of a run, after asking
	@$(call RUNS,clean)

slurm: ## Install what hands jobs to Slurm in .venv-slurm; docs/cluster.md
	@requirements/install.sh slurm .venv-slurm "$(PYTHON)"

##@ Check

test: dev ## Run the tests, two at a time
	@$(PYTEST) -m "not confirms" $(ARGS)

test-all: dev ## The same, with those that only confirm what others find
	@$(PYTEST) $(ARGS)

lint: dev ## Check style, types, spelling and formatting
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@PATH="$(abspath $(VENV))/bin:$$PATH" snakefmt --check --compact-diff $(FORMATTED)
	@$(PY) -m mypy
	@PYTHONPATH=src $(VENV)/bin/lint-imports
	@$(VENV)/bin/codespell
	@PYTHONPATH=src $(PY) -m bioripple docs --check
	@$(SNAKEMAKE) --lint

test-package: ## Install the package with PYTHON in a throw-away environment and try it
	@requirements/test_package.sh "$(PYTHON)"

test-page: dev ## Look at the page of an answer in Chromium; as root on Debian it installs it
	@command -v chromium chromium-browser google-chrome >/dev/null || requirements/chromium.sh
	@BIORIPPLE_NEEDS_CHROMIUM=1 $(PY) -m pytest tests/unit/page $(ARGS)

test-faults: dev ## Kill runs, fill disks, starve models; docs/faults.md
	@$(PY) -m pytest tests/faults $(ARGS)

test-conda: ## Run the workflow in its conda environments; docs/conda.md
	@requirements/install.sh conda .venv-conda "$(PYTHON)"
	@requirements/install.sh snakemake .venv-snakemake "$(PYTHON)"
	@.venv-conda/bin/python -m pytest --confcutdir tests/conda tests/conda $(ARGS)

test-slurm: slurm ## Run the workflow through a real one-node Slurm; needs root on Debian
	@requirements/install.sh dev .venv-slurm "$(PYTHON)"
	@.venv-slurm/bin/python -m pytest $(or $(ARGS),tests/slurm)

check-jacobians: run ## Hold every Jacobian of a run against central differences
	@$(PY) benchmarks/jacobians.py "$${RUN:+runs/$$RUN/}results/models"

suite: runtime ## Run the SBML Test Suite in $BIORIPPLE_TEST_DATA; docs/sbml-suite.md
	@: "$${BIORIPPLE_TEST_DATA:?has to name the folder with the suite}"
	@$(VENV)/bin/bioripple suite "$$BIORIPPLE_TEST_DATA" --table docs/sbml-suite.md

crosscheck: runtime ## Hold states and Jacobians against libRoadRunner and COPASI
	@requirements/install.sh crosscheck .venv-crosscheck "$(PYTHON)"
	@$(if $(ARCHIVE),$(SNAKEMAKE) --quiet all -- resources/archive)
	@PYTHONPATH=src OPENBLAS_NUM_THREADS=1 .venv-crosscheck/bin/python \
		-m bioripple crosscheck "$$FOLDER" --first "$$FIRST" --last "$$LAST" \
		--causes docs/crosscheck-causes.tsv --sheet config/models.tsv \
		--found results/crosscheck.jsonl \
		--page $(if $(ARCHIVE),docs,results)/crosscheck.md $(ARGS)

fuzz: ## Send mutated SBML through the parser, for 3 minutes or ARGS="--minutes 10"
	@requirements/install.sh fuzz .venv-fuzz "$(PYTHON)"
	@PYTHONPATH=.:src .venv-fuzz/bin/python -m tests.fuzz.run $(ARGS)

audit: ## Look up the pinned packages among the known vulnerabilities
	@requirements/install.sh audit .venv-audit "$(PYTHON)"
	@requirements/audit.sh .venv-audit/bin/pip-audit requirements/{runtime,dev,fuzz,audit,crosscheck,peers,conda,slurm,site}.txt

##@ Maintain

docs: runtime ## Write config/README.md and tables of reruns and of the card, again
	@PYTHONPATH=src $(PY) -m bioripple docs

site: ## Build the pages of docs/ as a site in site/
	@requirements/install.sh site .venv-site "$(PYTHON)"
	@NO_MKDOCS_2_WARNING=1 .venv-site/bin/mkdocs build --strict \
		--config-file docs/site/mkdocs.yml
	@echo "site/index.html"

pins: ## Install the newest allowed packages in .venv-pins and pin them
	@requirements/install.sh pins $(VENV)-pins "$(PYTHON)"

bench-mapping: runtime ## Time SBML -> state -> Jacobian beside COPASI and libRoadRunner
	@requirements/install.sh crosscheck .venv-crosscheck "$(PYTHON)"
	@$(if $(ARCHIVE),$(SNAKEMAKE) --quiet all -- resources/archive)
	@$(PY) benchmarks/mapping.py "$$FOLDER" --last "$$LAST" \
		--peers .venv-crosscheck/bin/python \
		--page benchmarks/results/mapping.md $(ARGS)

bench-workflow: runtime ## Time the steps of MODELS models in Snakemake, forked and not
	@$(if $(ARCHIVE),$(SNAKEMAKE) --quiet all -- resources/archive)
	@nice $(PY) benchmarks/workflow.py "$$FOLDER" --models $(or $(MODELS),60) \
		--page benchmarks/results/workflow.md $(ARGS)

bench-grouping: slurm ## Count and time the Slurm jobs of `make demo`, by size of group
	@PYTHONPATH=.:src .venv-slurm/bin/python benchmarks/grouping.py $(ARGS)

bench-nested: runtime ## Choose settings of the learned kinetics within training folds
	@$(PY) benchmarks/nested_choice.py results $(ARGS)

bench-respond: ## Time answers on signed graphs beside other programs; ARGS=--quick
	@requirements/install.sh peers .venv-peers "$(PYTHON)"
	@PYTHONPATH=src OPENBLAS_NUM_THREADS=1 .venv-peers/bin/python \
		benchmarks/respond.py --page benchmarks/results/respond.md $(ARGS)

bench-growth: runtime ## Time networks of 10 to 10,000 species beside two simulators
	@requirements/install.sh crosscheck .venv-crosscheck "$(PYTHON)"
	@PYTHONPATH=src $(PY) benchmarks/growth.py --peers .venv-crosscheck/bin/python \
		--page benchmarks/results/growth.md $(ARGS)

bench-many: runtime ## Run 100 to 10,000 tiny models; ARGS="--sizes 100,300"
	@PYTHONPATH=src $(PY) benchmarks/many.py --page benchmarks/results/many.md $(ARGS)

bench-logic: ## Compare responses of Boolean models with MaBoSS; ARGS="MODEL.bnet ..."
	@requirements/install.sh peers .venv-peers "$(PYTHON)"
	@PYTHONPATH=src OPENBLAS_NUM_THREADS=1 .venv-peers/bin/python benchmarks/logic.py \
		$(or $(ARGS),docs/tutorials/cell_cycle.bnet)

bench-training: ## Time trainings beside PyTorch Geometric, after `make comparison`; ARGS="--source DIR"
	@requirements/install.sh peers .venv-peers "$(PYTHON)"
	@PYTHONPATH=src OPENBLAS_NUM_THREADS=1 .venv-peers/bin/python benchmarks/training.py \
		$${RUN:+runs/$$RUN/}results --page benchmarks/results/training.md $(ARGS)

clean: ## Remove caches and the site; keep results, .venv and the downloaded models
	rm -rf site .conda-stand-in .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -not -path './.venv*' -prune -exec rm -rf {} +

runtime dev:
	@requirements/install.sh $@ $(VENV) "$(PYTHON)"
