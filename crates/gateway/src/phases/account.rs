//! What a request has cost and how it ended: counters now, log line and analytics event when they are switched on.

use std::rc::Rc;
use std::time::Duration;

use http::StatusCode;

use crate::body::Progress;
use crate::limit::{Permit, Usage};
use crate::refusal::{Cause, Side};
use crate::table::{Api, Operation};
use crate::token::Caller;
use crate::worker::Worker;
use crate::worker::connection::Peer;

/// Status counted for requests whose client went away before the answer, as nginx counts them.
const GIVEN_UP: u16 = 499;

/// The account of one request; closed when its response has gone or broken off.
pub struct Account {
    worker: Rc<Worker>,
    peer: Rc<Peer>,
    opened: Duration,
    status: u16,
    sent: u64,
    broken: bool,
    whole: bool,
    body: Option<Rc<Progress>>,
    permit: Option<Permit>,
}

impl Account {
    pub fn open(worker: &Rc<Worker>, peer: &Rc<Peer>) -> Self {
        peer.pulse.begin();
        Self {
            peer: Rc::clone(peer),
            worker: Rc::clone(worker),
            opened: worker.ambient.clock.monotonic(),
            status: 0,
            sent: 0,
            broken: false,
            whole: false,
            body: None,
            permit: None,
        }
    }

    pub fn api(&mut self, _api: &Api) {}

    pub fn operation(&mut self, _operation: &Operation) {}

    pub fn caller(&mut self, _caller: &Caller) {}

    /// What the call has taken of its quotas.
    pub fn permit(&mut self, permit: Option<Permit>) {
        self.permit = permit;
    }

    pub fn body(&mut self, progress: Option<Rc<Progress>>) {
        self.body = progress;
    }

    /// The back end's answer has begun, or there will be none.
    pub fn upstream_done(&mut self) {}

    pub fn refused(&mut self, cause: &Cause) {
        let metrics = &self.worker.metrics;
        let row = cause.row();
        match (cause, row.side) {
            (Cause::Limited(_), _) => metrics.limited.add(1),
            (_, Side::Upstream) => metrics.upstream_failures.add(1),
            _ if matches!(row.status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) => {
                metrics.unauthorised.add(1);
            }
            _ => {}
        }
    }

    pub fn status(&mut self, status: StatusCode) {
        self.status = status.as_u16();
    }

    pub fn sent(&mut self, bytes: usize) {
        self.sent += bytes as u64;
    }

    pub fn broken(&mut self) {
        self.broken = true;
    }

    /// The response was passed on to its end.
    pub fn whole(&mut self) {
        self.whole = true;
    }
}

impl Drop for Account {
    /// A request whose answer was never made was given up by its client.
    fn drop(&mut self) {
        let now = self.worker.ambient.clock.monotonic();
        self.peer.pulse.finish(now);
        let took = now.saturating_sub(self.opened);
        let metrics = &self.worker.metrics;
        let status = if self.status == 0 { GIVEN_UP } else { self.status };
        metrics.response(status, took.as_micros() as u64);
        metrics.response_bytes.add(self.sent);
        let received = self.body.as_ref().map_or(0, |b| b.bytes.get());
        metrics.request_bytes.add(received);
        if let Some(permit) = self.permit.take() {
            permit.settle(Usage::bytes(received + self.sent));
        }
        if self.broken || !self.whole {
            metrics.broken.add(1);
        }
    }
}
