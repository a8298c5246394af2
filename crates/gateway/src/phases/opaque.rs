//! An opaque token is exchanged for the signed one that it stands for; what comes after sees no difference.

use http::HeaderMap;

use super::authenticate::bearer;
use crate::opaque::{Away, Known};
use crate::refusal::Cause;
use crate::table::Api;
use crate::worker::Worker;

/// Puts the signed token in place of an opaque one. Other credentials stay as they are.
pub async fn exchange(worker: &Worker, api: &Api, headers: &mut HeaderMap) -> Result<(), Cause> {
    let Ok(text) = bearer(api, headers) else { return Ok(()) };
    if !model::opaque::may_be(text) {
        return Ok(());
    }
    let clock = &worker.ambient.clock;
    let known = match worker.opaque.remembered(text, clock.monotonic()) {
        Some(known) => known,
        None => {
            let text = std::str::from_utf8(text).map_err(|_| Cause::InvalidCredentials)?;
            // On the heap: a call with a signed token does not carry it about.
            let asking = Box::pin(worker.opaque.ask(text, || clock.monotonic()));
            asking.await.map_err(|Away| Cause::KeyManagerAway)?
        }
    };
    match known {
        Known::Signed(header) => {
            headers.insert(api.credentials.name.clone(), header);
            Ok(())
        }
        Known::Nothing { .. } => Err(Cause::InvalidCredentials),
    }
}
