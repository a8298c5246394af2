#!/usr/bin/env bash
# The benchmark: builds for release, then prints the tables of docs/performance.md. Wants an idle machine of at least
# two cores. BENCH_SECONDS sets the length of a round.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
cargo build --release --locked -p turnpike
cargo build --release --locked -p turnpike-gateway --example bench_gateway
# The driver is not measured, so it need not be optimised.
cargo build --locked -p turnpike-bench
target=$(cargo metadata --format-version 1 --no-deps | sed -n 's/.*"target_directory":"\([^"]*\)".*/\1/p')
TURNPIKE_BIN="$target/release/turnpike" TURNPIKE_BENCH_GATEWAY="$target/release/examples/bench_gateway" \
    "$target/debug/turnpike-bench"
