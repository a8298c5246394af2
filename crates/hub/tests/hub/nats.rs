//! What is particular to NATS.

mod faults;
mod permissions;
mod server;
