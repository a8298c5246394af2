//! The end-to-end suite; one binary.
