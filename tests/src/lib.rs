//! What suites share: the journey that every deployment pattern goes through.

pub mod journey;
