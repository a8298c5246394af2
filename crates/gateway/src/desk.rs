//! WSO2's gateway API, `/api/am/gateway/v2`: what this gateway has, for those who manage it. Questions are answered by
//! the catalog's thread, so that the request path shares nothing with them.

mod answer;
mod credential;
mod shape;

use std::time::Duration;

use http::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot};

use crate::catalog::books::Books;

pub use credential::Credential;

pub const BASE: &str = "/api/am/gateway/v2";
/// Questions that may wait; more are answered 503.
const QUEUE: usize = 16;
const PATIENCE: Duration = Duration::from_secs(5);
const SYNAPSE: &str = "artifacts of Synapse gateways; see /api-artifact";

/// Every operation of the contract, below [`BASE`]; those that are not there with what is not supported.
pub const OPERATIONS: [(&str, &str, Option<&str>); 11] = [
    ("GET", "/api-artifact", None),
    ("GET", "/apis", None),
    ("GET", "/apis/{apiId}", None),
    ("GET", "/applications", None),
    ("GET", "/end-points", Some(SYNAPSE)),
    ("GET", "/local-entry", Some(SYNAPSE)),
    ("POST", "/redeploy-api", None),
    ("GET", "/sequence", Some(SYNAPSE)),
    // By whoever listens; it is open to all.
    ("GET", "/server-startup-healthcheck", None),
    ("GET", "/subscriptions", None),
    ("POST", "/undeploy-api", None),
];

/// What is asked, by somebody who was let in.
#[derive(Debug)]
pub struct Question {
    pub method: Method,
    /// Below [`BASE`].
    pub path: String,
    pub query: String,
    /// Only of this tenant; `None` is of any.
    pub tenant: Option<String>,
}

/// JSON, in the contract's shape.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub body: Value,
}

impl Answer {
    pub fn ok(body: Value) -> Self {
        Self { status: StatusCode::OK, body }
    }

    pub fn refused(status: StatusCode, description: &str) -> Self {
        let message = status.canonical_reason().unwrap_or("Error");
        let body = json!({"code": status.as_u16(), "message": message, "description": description,
            "moreInfo": "", "error": []});
        Self { status, body }
    }
}

/// Where questions are put. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Desk {
    questions: mpsc::Sender<Asked>,
}

/// A question with the way back.
#[derive(Debug)]
pub struct Asked {
    question: Question,
    reply: oneshot::Sender<Answer>,
}

pub fn open() -> (Desk, mpsc::Receiver<Asked>) {
    let (questions, asked) = mpsc::channel(QUEUE);
    (Desk { questions }, asked)
}

impl Desk {
    pub async fn ask(&self, question: Question) -> Answer {
        let (reply, answer) = oneshot::channel();
        let busy = || Answer::refused(StatusCode::SERVICE_UNAVAILABLE, "the gateway is busy; try again");
        if self.questions.try_send(Asked { question, reply }).is_err() {
            return busy();
        }
        match tokio::time::timeout(PATIENCE, answer).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) | Err(_) => busy(),
        }
    }
}

impl Asked {
    /// Answers; says whether the table has changed and is to be published.
    pub fn answer(self, books: &mut Books) -> bool {
        let (answer, changed) = answer::to(&self.question, books);
        // Who has given up waiting needs none.
        drop(self.reply.send(answer));
        changed
    }
}
