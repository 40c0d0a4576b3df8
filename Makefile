# Holdfast's commands. Each prints what a person wants to read, then JSON; docs/commands.md says what is in it.
SHELL := /bin/bash
CONFIGURATION ?= Release
PREFIX ?= /usr
DESTDIR ?=
export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_NOLOGO := 1
LAB = artifacts/bin/Holdfast.Lab/release/holdfast-lab
KEPT = artifacts/faults.jsonl

.PHONY: help build stage test test-web demo bench cases faults faults-table chaos simulate mutants cli pack install uninstall clean

help: ## what there is
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

build: ## compile everything
	@build/build.sh

stage: ## compile, and lay the programs out in artifacts/dist as they are installed
	@build/stage.sh

test: ## everything that is tested; ONLY=Project[,Project] for some
	@build/test.sh "$(ONLY)"

test-web: ## the web page in a real browser against real nodes
	@build/test-web.sh

demo: ## three nodes on one machine and the story; ONCE=1 ends by itself
	@build/stage.sh --quiet
	@$(LAB) demo $(if $(ONCE),--once)

bench: ## measure on real processes; ONLY=name,… RUNS=n
	@build/stage.sh --quiet
	@build/etcd.sh
	@$(LAB) bench --only "$(ONLY)" --runs "$(or $(RUNS),20)"

cases: ## the sixteen cases; ONLY=n TIMES=n
	@build/stage.sh --quiet
	@$(LAB) cases --only "$(ONLY)" --times "$(or $(TIMES),1)"

faults: ## the fault catalogue on machines that are network namespaces (root); ONLY=n TIMES=n PROFILE=p
	@build/stage.sh --quiet
	@build/etcd.sh
	@build/faketime.sh
	@$(LAB) faults --only "$(ONLY)" --times "$(or $(TIMES),5)" --profile "$(or $(PROFILE),standard)" --keep $(KEPT)

faults-table: ## writes what `make faults` found into docs/faults.md; FILES=a,b PROFILE=p
	@$(LAB) faults-table --files "$(or $(FILES),$(KEPT))" --profile "$(or $(PROFILE),standard)"

chaos: ## random faults on such machines (root); SECONDS=n SEED=n PROFILE=p
	@build/stage.sh --quiet
	@build/etcd.sh
	@build/faketime.sh
	@$(LAB) chaos --seconds "$(SECONDS)" --seed "$(SEED)" --profile "$(or $(PROFILE),standard)"

simulate: ## deterministic simulation; SEED=n RUNS=n
	@build/simulate.sh simulate --seed "$(or $(SEED),1)" --runs "$(or $(RUNS),1000)"

mutants: ## simulate with each planted fault
	@build/simulate.sh mutants

cli: ## the native command line
	@build/cli.sh

pack: ## the NuGet packages for authors of resource DLLs
	@build/pack.sh

install: ## programs, units, group and folders; DESTDIR and PREFIX as usual
	@build/stage.sh --quiet
	@packaging/install.sh install "$(DESTDIR)" "$(PREFIX)"

uninstall: ## what install made, but not the data
	@packaging/install.sh uninstall "$(DESTDIR)" "$(PREFIX)"

clean:
	rm -rf artifacts .demo
