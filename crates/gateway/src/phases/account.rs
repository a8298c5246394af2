//! What a request has cost and how it ended: counters now, log line and analytics event when they are switched on.

use std::rc::Rc;
use std::time::Duration;

use http::{HeaderMap, StatusCode};

use crate::body::Progress;
use crate::refusal::render::{Challenge, Form};
use crate::refusal::{Cause, Side};
use crate::table::{Api, Operation};
use crate::token::Caller;
use crate::worker::Worker;

/// The account of one request; closed when its response has gone or broken off.
pub struct Account {
    worker: Rc<Worker>,
    opened: Duration,
    status: u16,
    sent: u64,
    broken: bool,
    body: Option<Rc<Progress>>,
}

/// How refusals of this request are told.
pub struct Telling {
    pub form: Form,
    pub challenge: Challenge,
}

impl Telling {
    pub fn of(headers: &HeaderMap) -> Self {
        Self { form: Form::of(false, headers), challenge: Challenge::OAuth2 }
    }

    pub fn for_api(&mut self, api: &Api) {
        if api.soap {
            self.form = Form::Soap;
        }
        if !api.schemes.oauth2 {
            self.challenge = if api.schemes.api_key { Challenge::ApiKey } else { Challenge::Basic };
        }
    }
}

impl Account {
    pub fn open(worker: &Rc<Worker>) -> Self {
        Self {
            worker: Rc::clone(worker),
            opened: worker.ambient.clock.monotonic(),
            status: 0,
            sent: 0,
            broken: false,
            body: None,
        }
    }

    pub fn api(&mut self, _api: &Api) {}

    pub fn operation(&mut self, _operation: &Operation) {}

    pub fn caller(&mut self, _caller: &Caller) {}

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

    /// `whole`: the response was passed on to its end.
    pub fn close(self, whole: bool) {
        let took = self.worker.ambient.clock.monotonic().saturating_sub(self.opened);
        let metrics = &self.worker.metrics;
        metrics.response(self.status, took.as_micros() as u64);
        metrics.response_bytes.add(self.sent);
        if let Some(body) = &self.body {
            metrics.request_bytes.add(body.bytes.get());
        }
        if self.broken || !whole {
            metrics.broken.add(1);
        }
    }
}
