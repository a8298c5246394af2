//! WSO2's gateway API on the gateway's own listeners, for whoever has the configured credential.

use std::time::Duration;

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, WWW_AUTHENTICATE};
use http::request::Parts;
use http::{HeaderValue, Response, StatusCode};

use crate::body::ResponseBody;
use crate::desk::{Answer, BASE, Question};
use crate::worker::Worker;
use crate::worker::connection::Peer;

/// Those who guess wait for each answer.
const WRONG: Duration = Duration::from_millis(500);

/// `None` for any other path.
pub async fn answer(
    worker: &Worker,
    peer: &Peer,
    head: &Parts,
    path: &str,
    query: Option<&str>,
) -> Option<Response<ResponseBody>> {
    let below = path.strip_prefix(BASE).filter(|below| below.starts_with('/'))?;
    let credential = &worker.config.management;
    // A password does not travel in clear.
    if !peer.tls && !peer.address.is_loopback() {
        return Some(response(&Answer::refused(StatusCode::FORBIDDEN, "only over TLS")));
    }
    if !credential.is_in(head.headers.get(AUTHORIZATION)) {
        tokio::time::sleep(WRONG).await;
        let why = "a user name and password of this gateway's configuration is needed";
        let mut refused = response(&Answer::refused(StatusCode::UNAUTHORIZED, why));
        let challenge = HeaderValue::from_static("Basic realm=\"Turnpike\"");
        refused.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        return Some(refused);
    }
    let question = Question {
        method: head.method.clone(),
        path: below.to_owned(),
        query: query.unwrap_or_default().to_owned(),
        tenant: None,
    };
    Some(response(&worker.desk.ask(question).await))
}

fn response(answer: &Answer) -> Response<ResponseBody> {
    let mut response = Response::new(ResponseBody::full(Bytes::from(answer.body.to_string())));
    *response.status_mut() = answer.status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
