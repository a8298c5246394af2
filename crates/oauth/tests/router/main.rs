//! The authorization server as its clients see it: through the router, on a real database.

mod authorization;
mod browser;
mod device;
mod harness;
mod hostile;
mod introspection;
mod opaque;
mod outsiders;
mod refresh;
mod registration;
mod revocation;
mod rotation;
mod scopes;
mod secrets;
mod tenants;
mod token;
