//! What a request has cost and how it ended: counters now, log line and analytics event when they are switched on.

use std::net::IpAddr;
use std::rc::Rc;
use std::time::Duration;

use http::{HeaderMap, HeaderValue, Method, StatusCode};
use model::catalog::LogLevel;

use crate::body::Progress;
use crate::limit::{Permit, Usage};
use crate::record::CallRecord;
use crate::record::call::End;
use crate::refusal::render::{RATE_LIMIT, RATE_LIMIT_POLICY};
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
    record: Option<CallRecord>,
    /// The operation's own level.
    log: LogLevel,
    /// Monotonic time of the call to the back end.
    upstream: Duration,
    upstream_took: Option<Duration>,
}

/// A call whose operation has a log level of its own.
pub struct Logged<'c> {
    pub id: &'c HeaderValue,
    pub method: &'c Method,
    pub client: IpAddr,
    pub host: &'c str,
    pub path: &'c str,
    pub api: &'c Api,
    pub operation: &'c Operation,
    pub headers: &'c HeaderMap,
    pub query: Option<&'c str>,
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
            record: None,
            log: LogLevel::Off,
            upstream: Duration::ZERO,
            upstream_took: None,
        }
    }

    /// Begins the record, where records are wanted.
    pub fn begin(&mut self, id: &HeaderValue, method: &Method) {
        if self.worker.records.is_open() {
            let now = self.worker.ambient.now();
            self.record = Some(CallRecord::new(now, id, method));
        }
    }

    /// Who asks for what, once it is understood.
    pub fn target(&mut self, client: IpAddr, host: &str, path: &str) {
        if let Some(record) = &mut self.record {
            record.target(client, host, path);
        }
    }

    pub fn api(&mut self, api: &Api) {
        if let Some(record) = &mut self.record {
            record.api(api);
        }
    }

    pub fn operation(&mut self, operation: &Operation) {
        if let Some(record) = &mut self.record {
            record.operation(operation);
        }
    }

    /// What the operation's own level asks for, once for each call of such an operation.
    pub fn log_as(&mut self, level: LogLevel, call: &Logged<'_>) {
        self.log = level;
        let now = self.worker.ambient.now();
        let record = self.record.get_or_insert_with(|| {
            let mut record = CallRecord::new(now, call.id, call.method);
            record.target(call.client, call.host, call.path);
            record.api(call.api);
            record.operation(call.operation);
            record
        });
        if level >= LogLevel::Standard {
            record.headers("request.headers", call.headers, Some(&call.api.credentials.name));
        }
        if level >= LogLevel::Full {
            record.query(call.query.unwrap_or_default());
        }
    }

    pub fn caller(&mut self, caller: &Caller) {
        if let Some(record) = &mut self.record {
            record.caller(caller);
        }
    }

    /// What the call has taken of its quotas.
    pub fn permit(&mut self, permit: Option<Permit>) {
        self.permit = permit;
    }

    /// Says in the response's headers how the caller stands with the quota that is nearest to its end.
    pub fn tell_standing(&self, headers: &mut HeaderMap) {
        let Some(standing) = self.permit.as_ref().and_then(Permit::standing) else { return };
        for (name, value) in
            [(RATE_LIMIT, standing.rate_limit()), (RATE_LIMIT_POLICY, standing.rate_limit_policy())]
        {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(name, value);
            }
        }
    }

    /// The back end is called.
    pub fn upstream(&mut self, body: Option<Rc<Progress>>) {
        self.body = body;
        if self.record.is_some() {
            self.upstream = self.worker.ambient.clock.monotonic();
        }
    }

    /// The back end's answer has begun, with these headers, or there will be none.
    pub fn upstream_done(&mut self, headers: Option<&HeaderMap>) {
        if let Some(record) = &mut self.record {
            let now = self.worker.ambient.clock.monotonic();
            self.upstream_took = Some(now.saturating_sub(self.upstream));
            if self.log >= LogLevel::Full
                && let Some(headers) = headers
            {
                record.headers("upstream.headers", headers, None);
            }
        }
    }

    pub fn refused(&mut self, cause: &Cause) {
        let metrics = &self.worker.metrics;
        if let Some(record) = &mut self.record {
            record.refused(cause);
        }
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
        if let Some(record) = self.record.take() {
            let end = End {
                status,
                whole: self.whole && !self.broken,
                took,
                upstream: self.upstream_took,
                received,
                sent: self.sent,
            };
            self.worker.records.put(&record.end(&end), self.log > LogLevel::Off);
        }
    }
}
