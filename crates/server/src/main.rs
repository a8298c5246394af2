//! The `turnpike` binary: command line, configuration, composition.

mod all_in_one;
mod ambient;
mod command;
mod config;
mod data;
mod demo;
mod guard;
mod health;
mod metrics;
mod serve;
mod shutdown;
mod telemetry;
mod tls;

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match command::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Also when logs are off or not started: the operator must see why nothing runs.
            eprintln!("turnpike: {error:#}");
            ExitCode::FAILURE
        }
    }
}
