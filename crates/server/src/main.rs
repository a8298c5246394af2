//! The `turnpike` binary: command line, configuration, composition. Features say which roles it contains.

mod ambient;
mod command;
mod config;
mod data;
#[cfg(all(feature = "control", feature = "gateway", feature = "traffic"))]
mod demo;
mod doctor;
mod environment_key;
#[cfg(all(feature = "control", feature = "gateway"))]
mod gateway_api;
mod guard;
mod health;
mod hub;
mod keys;
#[cfg(feature = "gateway")]
mod metrics;
mod node;
mod serve;
mod shutdown;
mod telemetry;
#[cfg(any(feature = "control", feature = "gateway"))]
mod tls;

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match command::run() {
        Ok(status) => status,
        Err(error) => {
            // Also when logs are off or not started: the operator must see why nothing runs.
            eprintln!("turnpike: {error:#}");
            ExitCode::FAILURE
        }
    }
}
