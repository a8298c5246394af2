//! Input that nobody means well, made from the schemas of every operation of every API, and sent by who may: it is
//! refused as the sender's mistake, the field that was wrong is named, and nothing is half done.

mod bodies;
mod claims;
mod forms;
mod logins;
mod mutation;
mod oauth;
mod raw;
mod shape;
mod targets;
mod tolerated;
mod verdict;

use std::collections::BTreeMap;

use bytes::Bytes;
use store::inventory::Table;

use crate::app::{Answer, App, User};
use crate::authorisation::operation::Operation;
use tolerated::Tolerated;
use verdict::Expected;

/// A request that must be refused.
pub struct Case {
    /// What is wrong with it, e.g. `/name: null`.
    pub what: String,
    pub media: Option<String>,
    pub bytes: Bytes,
    pub expected: Expected,
}

/// Sends cases, and keeps what is wrong with the answers.
pub struct Trial<'a> {
    app: &'a App,
    tolerated: Tolerated,
    wrong: Vec<String>,
    tried: usize,
}

impl<'a> Trial<'a> {
    pub fn new(app: &'a App, tolerated: Tolerated) -> Self {
        Self { app, tolerated, wrong: Vec::new(), tried: 0 }
    }

    /// Everything that is in the database.
    async fn inventory(&self) -> BTreeMap<String, Table> {
        let mut tx = self.app.control.read().await.expect("tx");
        store::inventory::inventory(&mut tx).await.expect("the tables")
    }

    /// Sends every case to the operation: none leaves anything behind.
    pub async fn run(&mut self, operation: &Operation, path: &str, user: &User, cases: Vec<Case>) {
        let at = |case| (path.to_owned(), case);
        self.run_at(operation, user, cases.into_iter().map(at).collect()).await;
    }

    /// The same, each at a path of its own.
    pub async fn run_at(&mut self, operation: &Operation, user: &User, cases: Vec<(String, Case)>) {
        let mut before = self.inventory().await;
        let label = operation.label();
        for (path, case) in cases {
            self.tried += 1;
            let media = case.media.as_deref();
            let answer = user.send_unchecked(&operation.method, &path, media, &[], case.bytes).await;
            if self.judge(operation, &case.what, case.expected, &answer) {
                before = self.inventory().await;
            }
        }
        if before != self.inventory().await {
            self.wrong.push(format!("{label}: a refused request left something behind"));
        }
    }

    /// Notes what is wrong with an answer. Whether the request was served after all.
    pub fn judge(&mut self, operation: &Operation, what: &str, expected: Expected, answer: &Answer) -> bool {
        let label = operation.label();
        if let Some(problem) = verdict::problem(operation, &expected, answer)
            && (answer.status >= 500 && answer.status != 501 || !self.tolerated.has(&label, what))
        {
            let said: String = String::from_utf8_lossy(&answer.body).chars().take(300).collect();
            self.wrong.push(format!("{label}, {what}: {problem}: {} {said}", answer.status));
        }
        answer.status < 400
    }

    /// Fails with all that was wrong, and with exceptions that are needed no longer.
    pub fn finish(mut self, what: &str) {
        self.wrong.extend(self.tolerated.stale());
        crate::authorisation::assert_none(&self.wrong);
        println!("{} {what} are refused", self.tried);
    }
}
