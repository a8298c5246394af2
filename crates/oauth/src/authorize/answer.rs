//! Taking the result back to the client.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use store::authorization::{self, CodeRow};
use url::Url;

use super::CODE_SECONDS;
use super::request::{AuthorizationRequest, Issue, Reply};
use super::session::Session;
use crate::OAuth;
use crate::client::secret;
use crate::error::Error;
use crate::issue::{Login, Subject};

/// Characters of a code: 256 bits.
const CODE_LENGTH: usize = 43;
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

impl Reply {
    /// Sends the browser to the client with these parameters, `state` and `iss` (RFC 9207).
    pub fn send(&self, params: &[(&str, &str)]) -> Response {
        let all = params.iter().copied();
        let all =
            all.chain(self.state.as_deref().map(|s| ("state", s))).chain([("iss", self.issuer.as_str())]);
        let encode = |text: &str| utf8_percent_encode(text, UNRESERVED).to_string();
        let text: Vec<String> = all.map(|(n, v)| format!("{}={}", encode(n), encode(v))).collect();
        let text = text.join("&");
        let uri = &self.redirect_uri;
        let target = if self.fragment {
            format!("{uri}#{text}")
        } else if Url::parse(uri).is_ok_and(|url| url.query().is_some()) {
            format!("{uri}&{text}")
        } else {
            format!("{uri}?{text}")
        };
        let mut headers = HeaderMap::new();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        match HeaderValue::from_str(&target) {
            Ok(location) => {
                headers.insert(header::LOCATION, location);
                // 303 (RFC 9700 4.12): the browser must not repeat a form with a password at the client.
                (StatusCode::SEE_OTHER, headers).into_response()
            }
            Err(_) => StatusCode::BAD_REQUEST.into_response(),
        }
    }

    pub fn refuse(&self, code: &str, text: &str) -> Response {
        self.send(&[("error", code), ("error_description", text)])
    }
}

impl OAuth {
    /// Issues what was asked for, for these scopes.
    pub(crate) async fn grant_authorization(
        &self,
        request: &AuthorizationRequest,
        session: &Session,
        scopes: &[String],
    ) -> Result<Response, Error> {
        match request.issue {
            Issue::Code => self.grant_code(request, session, scopes).await,
            Issue::Implicit { token, id_token } => {
                self.grant_implicit(request, session, scopes, (token, id_token)).await
            }
        }
    }

    async fn grant_code(
        &self,
        request: &AuthorizationRequest,
        session: &Session,
        scopes: &[String],
    ) -> Result<Response, Error> {
        let ambient = self.control().ambient();
        let code = ambient.secret(CODE_LENGTH);
        let row = CodeRow {
            hash: secret::hash(&code),
            tenant: request.client.row.tenant.clone(),
            client_id: request.client.id().to_owned(),
            family: ambient.id(),
            subject: session.user.fully_qualified(),
            scopes: scopes.join(" "),
            redirect_uri: request.reply.redirect_uri.clone(),
            challenge: request.challenge.clone(),
            challenge_plain: request.challenge_plain,
            nonce: request.nonce.clone(),
            auth_time: session.auth_time,
            expires_at: self.now().saturating_add(CODE_SECONDS),
            used_at: None,
            access_jti: None,
            access_exp: None,
        };
        let mut tx = self.control().begin_concurrent().await?;
        authorization::insert_code(&mut tx, &row).await?;
        tx.commit().await?;
        Ok(request.reply.send(&[("code", &code)]))
    }

    async fn grant_implicit(
        &self,
        request: &AuthorizationRequest,
        session: &Session,
        scopes: &[String],
        (token, id_token): (bool, bool),
    ) -> Result<Response, Error> {
        let client = &request.client;
        let subject = Subject::User(session.user.clone());
        let access =
            if token { Some(self.access_token(client, &subject, scopes, None).await?) } else { None };
        let login = Login { nonce: request.nonce.clone(), auth_time: Some(session.auth_time) };
        let id = if id_token {
            self.id_token(client, &session.user, scopes, access.as_ref(), &login).await?
        } else {
            None
        };
        let (expires_in, scope) = (access.as_ref().map(|a| a.expires_in.to_string()), scopes.join(" "));
        let mut params = Vec::new();
        if let (Some(access), Some(expires_in)) = (&access, &expires_in) {
            params.extend([("access_token", access.token.as_str()), ("token_type", "Bearer")]);
            params.extend([("expires_in", expires_in.as_str()), ("scope", scope.as_str())]);
        }
        params.extend(id.as_deref().map(|id| ("id_token", id)));
        Ok(request.reply.send(&params))
    }
}
