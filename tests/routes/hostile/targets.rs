//! Paths and queries.

use http::Method;

use super::tolerated::{TARGETS, Tolerated};
use super::verdict::Expected;
use super::{Case, Trial};
use crate::authorisation::World;
use crate::authorisation::fixture::Fixture;
use crate::authorisation::operation::{Operation, Parameter};
use crate::authorisation::payload::example::kind;
use crate::authorisation::payload::{Payload, payload};
use crate::authorisation::place::place;

/// Refusals of a path or a query.
const REFUSED: &[u16] = &[400, 404, 414];
/// What may be served as well: a text that fits nothing.
const SERVED: &[u16] = &[200, 201, 204, 400, 404, 409, 501];

/// In place of an identifier.
const IDS: &[&str] = &[
    "no-such-object",
    "00000000-0000-0000-0000-000000000000",
    "019a0000-0000-7000-8000-00000000000g",
    "%27%20OR%20%271%27=%271",
    "..%2F..%2Fetc%2Fpasswd",
    "%00",
    "%ff",
    "a%0d%0aX-Evil:%201",
    "-1",
    "%F0%9F%92%A9",
];
const NUMBERS: &[&str] =
    &["-1", "99999999999999999999", "abc", "1.5", "", "%00", "%ff", "1e9", "0x10", "%2B-1"];
/// Not text: refused whatever they are for.
const NO_TEXTS: &[&str] = &["%00", "%ff", "a%0d%0ab", "%C3%28"];
const TEXTS: &[&str] = &[
    "",
    "no-such-prefix:x",
    "name:",
    ":::",
    "%27;DROP%20TABLE%20api;--",
    "%25%25%25",
    "(((((((((",
    "%22",
    "name:%22a",
    "a:b%20c:d",
    "*",
    "%F0%9F%92%A9",
];

#[tokio::test]
async fn every_operation_takes_any_path_and_query_calmly() {
    let world = World::start().await;
    let mut trial = Trial::new(&world.app, Tolerated::new(TARGETS));
    for (number, operation) in world.operations.iter().enumerate() {
        let own = match operation.method {
            Method::GET | Method::HEAD => None,
            _ => Some(Fixture::make(&world.app, "carbon.super", &format!("Own{number}")).await),
        };
        let fixture = own.as_ref().unwrap_or(&world.home);
        let caller = world.rightful(operation, fixture).await;
        let good = place(operation, fixture).expect("the super tenant may have everything").path;
        let body = payload(operation, fixture, &format!("Made{number}"));
        let cases = Seeker { operation, good: &good, body, cases: Vec::new() }.cases();
        trial.run_at(operation, &caller, cases).await;
    }
    trial.finish("paths and queries");
}

struct Seeker<'a> {
    operation: &'a Operation,
    /// A path, with its query, that is right.
    good: &'a str,
    body: Payload,
    cases: Vec<(String, Case)>,
}

impl Seeker<'_> {
    fn cases(mut self) -> Vec<(String, Case)> {
        let (path, query) = self.good.split_once('?').unwrap_or((self.good, ""));
        let segments: Vec<_> = path.split('/').collect();
        for (at, template) in self.operation.path.split('/').enumerate().filter(|(_, t)| t.starts_with('{')) {
            let long = "x".repeat(20_000);
            for value in IDS.iter().copied().chain([long.as_str()]) {
                let mut changed = segments.clone();
                changed[at] = value;
                let target = [changed.join("/").as_str(), query].join("?");
                self.add(template, value, &target, Expected::of(REFUSED));
            }
        }
        for parameter in self.operation.parameters.iter().filter(|p| p.place == "query") {
            self.query(parameter, path, query);
        }
        for (what, extra) in [("a query that is no text", "%ff=%ff"), ("a query with NUL", "x=%00")] {
            let target = format!("{path}?{query}&{extra}");
            self.add(what, "", &target, Expected::of(&[400]));
        }
        let target = format!("{path}?{query}&unknown={}", "x".repeat(20_000));
        self.add("a query without end", "", &target, Expected::of(&[414]));
        self.cases
    }

    fn query(&mut self, parameter: &Parameter, path: &str, query: &str) {
        let name = parameter.name.as_str();
        let others: Vec<_> = query
            .split('&')
            .filter(|pair| !pair.is_empty() && !pair.starts_with(&format!("{name}=")))
            .collect();
        let target = |value: &str| {
            let own = format!("{name}={value}");
            format!("{path}?{}", others.iter().copied().chain([own.as_str()]).collect::<Vec<_>>().join("&"))
        };
        let named = || Expected { statuses: &[400], field: Some(name.to_owned()), secret: false };
        match kind(self.operation.resolve(&parameter.schema)) {
            "integer" | "number" => {
                for value in NUMBERS {
                    self.add(name, value, &target(value), named());
                }
            }
            "boolean" => {
                for value in ["perhaps", "7", "%ff"] {
                    self.add(name, value, &target(value), named());
                }
            }
            _ => {
                for value in TEXTS {
                    self.add(name, value, &target(value), Expected::of(SERVED));
                }
                for value in NO_TEXTS {
                    self.add(name, value, &target(value), named());
                }
            }
        }
        if parameter.required {
            let without = format!("{path}?{}", others.join("&"));
            self.add(name, "left out", &without, named());
        }
        let twice = format!("{}&{name}=1", target("1"));
        self.add(name, "given twice", &twice, named());
    }

    fn add(&mut self, parameter: &str, value: &str, target: &str, expected: Expected) {
        let (media, bytes) = self.body.parts();
        let shown: String = value.chars().take(60).collect();
        let case = Case { what: format!("{parameter}: {shown}"), media, bytes, expected };
        self.cases.push((target.to_owned(), case));
    }
}
