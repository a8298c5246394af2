//! Connections to back ends: one pool per core, no lock.

pub mod connect;
pub mod pool;
pub mod trust;
