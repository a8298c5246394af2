//! WSO2's gateway API beside the portals of an all-in-one: administrators ask this process's gateway.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use control::{Caller, Control};
use gateway::Running;
use gateway::desk::{Answer, BASE, Question};

pub fn router(control: Control, gateway: Arc<Running>) -> Router {
    Router::new().route(&format!("{BASE}/{{*path}}"), any(ask)).with_state((control, gateway))
}

async fn ask(
    State((control, gateway)): State<(Control, Arc<Running>)>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Path(path): Path<String>,
    request: Request,
) -> Response {
    let caller = match caller(&control, request.headers(), peer).await {
        Ok(caller) => caller,
        Err(refused) => return refused,
    };
    if caller.require_admin().is_err() {
        return shown(Answer::refused(StatusCode::FORBIDDEN, "only an administrator may do this"));
    }
    let question = Question {
        method: request.method().clone(),
        path: format!("/{path}"),
        query: request.uri().query().unwrap_or_default().to_owned(),
        tenant: (!caller.tenant().is_super()).then(|| caller.tenant().to_string()),
    };
    shown(gateway.desk().ask(question).await)
}

/// A user with name and password; tokens are not taken here, as in WSO2.
async fn caller(control: &Control, headers: &HeaderMap, peer: SocketAddr) -> Result<Caller, Response> {
    let value = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let pair = value
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("basic"))
        .and_then(|(_, pair)| String::from_utf8(STANDARD.decode(pair.trim()).ok()?).ok());
    let Some((name, password)) = pair.as_deref().and_then(|pair| pair.split_once(':')) else {
        return Err(unauthenticated("a user name and password is needed"));
    };
    control.authenticate_basic(name, password, Some(peer.ip())).await.map_err(|error| match error {
        control::Error::Unauthenticated(why) => unauthenticated(&why),
        other => {
            tracing::warn!(error = ?other, "a login at the gateway API could not be checked");
            shown(Answer::refused(
                StatusCode::SERVICE_UNAVAILABLE,
                "the login could not be checked; try again",
            ))
        }
    })
}

fn unauthenticated(why: &str) -> Response {
    let challenge = [(header::WWW_AUTHENTICATE, "Basic realm=\"Turnpike\"")];
    (challenge, shown(Answer::refused(StatusCode::UNAUTHORIZED, why))).into_response()
}

fn shown(answer: Answer) -> Response {
    (answer.status, [(header::CACHE_CONTROL, "no-store")], Json(answer.body)).into_response()
}
