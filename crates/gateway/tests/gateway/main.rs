//! The gateway over real sockets: a real hub in this process, real back ends, tokens signed by `jose`.

mod auth;
mod backend_jwt;
mod cors;
mod deployment;
mod desk;
mod drain;
mod harness;
mod keys;
mod opaque;
mod policies;
mod proxy;
mod quotas;
mod records;
mod routing;
mod slow;
mod smuggling;
