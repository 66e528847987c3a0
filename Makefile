# Two commands are enough on a machine with Swift and apt: `make demo` and `make test`.
.PHONY: demo test lint docs release bench fuzz faults mutants simulation edits format ci install build clean

SWIFT_FILES = $(shell git ls-files '*.swift')

# These wait for real programs, servers and terminals by the clock. Beside tests that keep both cores busy they would be late; and a
# program that is just being started shares the locks that the tests of the journal hold.
WITH_PROGRAMS = KirikaeProcessTests|KirikaeSignaturesTests|KirikaeAuditTests|KirikaeWorldsTests|KirikaeSimulatorTests|DrillTests|KirikaeCLITests|ExamplesTests|FaultMatrixTests|SpinAgreementTests

# Installs what is missing through apt, and says what.
install:
	@.ci/install

build: install
	swift build

# The main job end to end: rehearse, switch over, kill the engine, resume, switch back, verify.
demo: install
	@echo "Building (about 4 minutes the first time) …"
	@swift build --product kirikae
	@swift build --product kirikae-simulator
	@swift build --product kirikae-simulated-program
	@.ci/demo

test: install
	swift build --build-tests
	@echo "Tests that start programs and servers, one at a time …"
	swift test --skip-build --no-parallel --filter '$(WITH_PROGRAMS)'
	@echo "All others, side by side …"
	swift test --skip-build --parallel --skip '$(WITH_PROGRAMS)'

lint: install
	swift format lint --strict --parallel --configuration .swift-format $(SWIFT_FILES)

format:
	swift format --in-place --parallel --configuration .swift-format $(SWIFT_FILES)

# The reference of the code; every warning is an error.
docs: install
	@.ci/docs

# The program as it is meant to be used: fast, in one file, in .build-release/release.
release: install
	@.ci/release kirikae kirikae-audit kirikae-simulator kirikae-simulated-program

bench: install
	@.ci/release kirikae kirikae-benchmark
	.build-release/release/kirikae-benchmark

# Random texts for a minute, or FUZZ_SECONDS; any finding fails.
fuzz: install
	@.ci/fuzz

# The whole fault matrix, about a quarter of an hour; says what cannot be run here.
faults: install
	@.ci/install faults
	@.ci/faults

# Plants known defects in a copy, one after the other; the tests must notice each.
mutants: install
	@.ci/mutants

# Whole runs in memory with random faults for a minute, or SIMULATION_SECONDS.
simulation: install
	@.ci/simulation

# 500 random edits of the shipped runbooks, or EDITS; what a comparison says of each is held against what came of it.
edits: install
	@.ci/edits

ci:
	@.ci/run

clean:
	rm -rf .build .build-release .build-docs .build-fuzz .build-faults .build-mutants
