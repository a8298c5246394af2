//! Use cases: may this caller do this, and do it.
