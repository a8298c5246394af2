//! The developer portal's API.

mod apis;
mod applications;
mod keys;
mod settings;
mod subscriptions;
mod world;

/// Base path.
const D: &str = "/api/am/devportal/v3";
