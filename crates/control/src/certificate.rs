//! Certificates that publishers store: of back ends, by tenant, and of clients, by API.
//!
//! They are kept, validated and listed; gateways do not use them yet ([`NOTICE`]).

pub mod client;
pub mod endpoint;
mod x509;

pub use x509::Certificate;

use crate::error::Error;

/// What whoever stores or reads a certificate is told.
pub const NOTICE: &str = "Stored only: gateways do not use certificates from here yet. Back ends are verified with \
    the gateway's own configuration (gateway.backend_ca), and APIs that ask for mutual TLS are not served.";

/// Certificates that a tenant may have of back ends, and that an API may have of clients of a key type.
pub const MAX_CERTIFICATES: i64 = 500;
/// Characters of an alias, as WSO2's contract has it.
pub const MAX_ALIAS: usize = 30;

fn check_alias(alias: &str) -> Result<(), Error> {
    let ok = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    if alias.is_empty() || alias.len() > MAX_ALIAS || alias.starts_with('.') || !alias.chars().all(ok) {
        let message = format!(
            "must have 1 to {MAX_ALIAS} letters, digits, '.', '-' and '_', and not begin with a point"
        );
        return Err(Error::invalid("alias", message));
    }
    Ok(())
}

fn not_found(alias: &str) -> Error {
    Error::not_found("Certificate", alias, 404)
}

fn taken(alias: &str) -> Error {
    Error::conflict(409, format!("The alias '{alias}' already exists"))
}

fn full() -> Error {
    Error::refused(400, format!("There may be at most {MAX_CERTIFICATES} certificates here"))
}
