//! Certificates that publishers store: of back ends, by tenant, and of clients, by API.

pub mod client;
pub mod endpoint;
