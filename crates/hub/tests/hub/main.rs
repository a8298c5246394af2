//! One suite that every hub passes, and what is particular to NATS: faults, and permissions.
//!
//! NATS is a real nats-server (`make setup` installs it).

mod bench;
mod conformance;
mod nats;
