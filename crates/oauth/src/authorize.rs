//! The authorization endpoint: a user in a browser lets a client have tokens (RFC 6749 4.1 and 4.2, OpenID Connect
//! Core 3). [`request`] reads and checks what the client asks, [`flow`] decides what comes next, [`ticket`] carries the
//! request through the pages of [`crate::page`], [`session`] remembers who has logged in, [`answer`] takes the result
//! back to the client.

pub mod answer;
pub mod consent;
pub mod device;
pub mod flow;
pub mod logout;
pub mod redirect;
pub mod request;
pub mod session;
pub mod ticket;

/// Seconds in which a code can be redeemed (RFC 6749 4.1.2 recommends at most 600).
pub const CODE_SECONDS: i64 = 300;
/// Seconds in which a login or consent page must be answered.
pub const PAGE_SECONDS: i64 = 900;
