//! Starts real processes for tests: the binary, back ends, a client that validates against the contracts.
