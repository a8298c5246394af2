//! A request that waits for tokens.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use super::permit::Permit;
use super::refusal::Refusal;

/// Resolves within the configured patience. Dropping it takes nothing.
#[derive(Debug)]
pub struct Waiting {}

impl Future for Waiting {
    type Output = Result<Permit, Box<Refusal>>;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
        Poll::Ready(Ok(Permit::empty()))
    }
}
