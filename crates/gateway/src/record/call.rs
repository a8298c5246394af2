//! The record of a call, as a JSON object that grows with what becomes known. It holds no query, no header and no
//! token, nothing secret; where a level asks for headers and query, what may be secret is left out ([`secret`]).

mod secret;

use std::fmt::Write;
use std::net::IpAddr;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use model::Timestamp;

use crate::refusal::{Cause, Side};
use crate::table::{Api, Operation};
use crate::token::Caller;

/// An unfinished record.
#[derive(Debug)]
pub struct CallRecord {
    json: String,
}

/// How a call ended.
#[derive(Debug, Clone, Copy)]
pub struct End {
    pub status: u16,
    /// The response was passed on to its end.
    pub whole: bool,
    pub took: Duration,
    /// From the call to the back end to the head of its answer.
    pub upstream: Option<Duration>,
    /// Bytes of bodies.
    pub received: u64,
    pub sent: u64,
}

impl CallRecord {
    pub fn new(at: Timestamp, id: &HeaderValue, method: &Method) -> Self {
        let mut record = Self { json: String::with_capacity(512) };
        record.json.push_str("{\"time\":\"");
        write_time(at, &mut record.json);
        record.json.push('"');
        record.text("id", id.to_str().unwrap_or_default());
        record.text("method", method.as_str());
        record
    }

    pub fn target(&mut self, client: IpAddr, host: &str, path: &str) {
        self.number("client", format_args!("\"{client}\""));
        self.text("host", host);
        self.text("path", path);
    }

    pub fn api(&mut self, api: &Api) {
        self.text("api.id", &api.id);
        self.text("api.name", &api.name);
        self.text("api.version", &api.version);
        self.text("api.tenant", &api.tenant);
        self.text("api.environment", &api.environment);
    }

    pub fn operation(&mut self, operation: &Operation) {
        self.text("api.operation", &operation.template);
    }

    pub fn caller(&mut self, caller: &Caller) {
        if let Some(application) = &caller.application {
            self.text("application.id", &application.id);
            self.text("application.name", &application.name);
            self.text("application.owner", &application.owner);
        }
        self.text("key_type", caller.key_type.as_str());
        self.text("user", &caller.user);
    }

    pub fn refused(&mut self, cause: &Cause) {
        let row = cause.row();
        self.number("error.code", format_args!("{}", row.code));
        self.text(
            "error.side",
            match row.side {
                Side::Client => "client",
                Side::Us => "gateway",
                Side::Upstream => "upstream",
            },
        );
    }

    /// Headers, several of a name joined; the values of those that may be secret are left out, `also` among them.
    pub fn headers(&mut self, member: &str, headers: &HeaderMap, also: Option<&HeaderName>) {
        let mut first = true;
        let _ = write!(self.json, ",\"{member}\":{{");
        for name in headers.keys() {
            let values: Vec<_> =
                headers.get_all(name).iter().map(|v| String::from_utf8_lossy(v.as_bytes())).collect();
            let hidden = also == Some(name)
                || secret::name(name.as_str())
                || headers.get_all(name).iter().any(HeaderValue::is_sensitive);
            let value = if hidden { secret::HIDDEN.to_owned() } else { values.join(", ") };
            self.member(std::mem::take(&mut first), name.as_str(), &value);
        }
        self.json.push('}');
    }

    /// The query's parameters in order, `name=value`; the values of those that may be secret are left out.
    pub fn query(&mut self, query: &str) {
        let pairs = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let hidden = secret::name(&percent_encoding::percent_decode_str(name).decode_utf8_lossy());
            format!("{name}={}", if hidden { secret::HIDDEN } else { value })
        });
        let text = pairs.collect::<Vec<_>>().join("&");
        self.text("request.query", &text);
    }

    fn member(&mut self, first: bool, name: &str, value: &str) {
        if !first {
            self.json.push(',');
        }
        self.json.push('"');
        self.json.push_str(name);
        self.json.push_str("\":\"");
        self.escaped(value);
        self.json.push('"');
    }

    /// The finished object.
    pub fn end(mut self, end: &End) -> String {
        self.number("status", format_args!("{}", end.status));
        self.number("complete", format_args!("{}", end.whole));
        self.number("duration_us", format_args!("{}", end.took.as_micros()));
        if let Some(upstream) = end.upstream {
            self.number("upstream_us", format_args!("{}", upstream.as_micros()));
        }
        self.number("received", format_args!("{}", end.received));
        self.number("sent", format_args!("{}", end.sent));
        self.json.push('}');
        self.json
    }

    fn number(&mut self, name: &str, value: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = write!(self.json, ",\"{name}\":{value}");
    }

    fn text(&mut self, name: &str, value: &str) {
        self.json.push_str(",\"");
        self.json.push_str(name);
        self.json.push_str("\":\"");
        self.escaped(value);
        self.json.push('"');
    }

    fn escaped(&mut self, value: &str) {
        for c in value.chars() {
            match c {
                '"' => self.json.push_str("\\\""),
                '\\' => self.json.push_str("\\\\"),
                c if c.is_control() => {
                    let _ = write!(self.json, "\\u{:04x}", u32::from(c));
                }
                c => self.json.push(c),
            }
        }
    }
}

/// RFC 3339 with microseconds, without the detour over a calendar type (days to civil date: Howard Hinnant's
/// `civil_from_days`).
fn write_time(at: Timestamp, out: &mut String) {
    let (days, micros) = (at.0.div_euclid(86_400_000_000), at.0.rem_euclid(86_400_000_000));
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let day_of_era = z.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let secs = micros / 1_000_000;
    let _ = write!(
        out,
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}.{:06}Z",
        secs / 3_600,
        secs / 60 % 60,
        secs % 60,
        micros % 1_000_000
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_one_object() {
        let id = HeaderValue::from_static("i\u{7e}");
        let mut record = CallRecord::new(Timestamp(0), &id, &Method::GET);
        record.target("::1".parse().unwrap(), "h", "/a\"b\\c");
        record.refused(&Cause::ConnectFailed);
        let end = End {
            status: 503,
            whole: true,
            took: Duration::from_micros(7),
            upstream: None,
            received: 1,
            sent: 2,
        };
        let json: serde_json::Value = serde_json::from_str(&record.end(&end)).unwrap();
        assert_eq!(json["time"], "1970-01-01T00:00:00.000000Z");
        assert_eq!((&json["path"], &json["client"]), (&"/a\"b\\c".into(), &"::1".into()));
        assert_eq!((&json["error.code"], &json["error.side"]), (&101_503.into(), &"upstream".into()));
        assert_eq!((&json["duration_us"], &json["sent"]), (&7.into(), &2.into()));
    }

    #[test]
    fn times_are_those_of_the_calendar() {
        for secs in [0, 951_782_399, 951_782_400, 1_709_251_199, 1_795_449_600, 4_107_542_399, -1] {
            let mut out = String::new();
            write_time(Timestamp(secs * 1_000_000 + 123_000), &mut out);
            assert_eq!(out.replace("000Z", "Z"), Timestamp(secs * 1_000_000 + 123_000).rfc3339());
        }
    }
}
