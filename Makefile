# `make help` lists what there is; plain `make` builds.

# A toolchain that was installed but never put in PATH is found as well.
export PATH := $(PATH):/opt/swift/usr/bin:$(HOME)/.local/share/swiftly/bin

# Without this check an import that Package.swift does not declare passes on a warm build.
CHECKS := --explicit-target-dependency-import-check error
SOURCES := Package.swift Sources simulator Tests Benchmarks

.PHONY: build help setup demo test e2e bench bench-live lint format
.DEFAULT_GOAL := build

help:
	@echo 'make demo [LOG=FILE]  set up, build, and show what Muster does; LOG is a workload log to replay'
	@echo 'make build            build .build/release/muster'
	@echo 'make test             run every test'
	@echo 'make e2e [KUBECONFIG=FILE]  tell the stories end to end, in a playground or in that cluster'
	@echo 'make bench            measure the scheduler core'
	@echo 'make bench-live       measure the scheduler on the cluster of KUBECONFIG or a playground;'
	@echo '                      OPTIONS are those of muster-bench-live'
	@echo 'make lint             check the style; make format applies it'

# Installs what is missing (one line says what); says nothing when nothing is.
setup:
	@scripts/setup

build: setup
	swift build -c release $(CHECKS)

demo: build
	@.build/release/muster demo $(if $(LOG),--log '$(LOG)')

# Release first: some tests compare what the debug and the release build decide. The benchmarks are
# built with the tests.
test: setup
	swift build -c release $(CHECKS) --product muster
	swift test $(CHECKS)

# Only a kubeconfig that is named here counts, and none of the environment: the stories make nodes.
e2e: CLUSTER := $(if $(filter command line,$(origin KUBECONFIG)),$(abspath $(KUBECONFIG)))
e2e: build
	MUSTER_E2E_KUBECONFIG='$(CLUSTER)' MUSTER_E2E_PROGRAM='$(CURDIR)/.build/release/muster' \
	    swift test $(CHECKS) --filter EndToEndTests

bench: build
	@.build/release/muster-bench

bench-live: build
	@.build/release/muster-bench-live $(OPTIONS)

lint: setup
	swift format lint --strict --parallel --recursive $(SOURCES)

format: setup
	swift format format --in-place --parallel --recursive $(SOURCES)
