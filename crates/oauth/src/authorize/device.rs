//! The pages of a login on another device (RFC 8628 3.3): sign in, type the code, allow or deny.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use control::user::attempts;
use serde_json::json;
use store::device::{self, DeviceRow};

use super::flow::{Visit, lost, shown};
use super::request::Refusal;
use super::session::Session;
use super::ticket::{Stage, Ticket};
use crate::OAuth;
use crate::client::{Registered, secret};
use crate::error::Error;
use crate::page::Page;
use crate::request::Params;
use crate::scope::Person;

/// No vowels, so that no code is a word (RFC 8628 6.1).
pub const USER_CODE_LETTERS: &str = "BCDFGHJKLMNPQRSTVWXZ";
/// Characters of what was typed that are looked at.
const TYPED: usize = 64;

#[derive(Clone, Copy)]
pub enum Step {
    /// The page is opened, perhaps with a code in its address.
    Open,
    /// Its form has been sent.
    Code,
}

/// Upper case, without what people put between letters.
fn normalised(typed: &str) -> String {
    let letters = typed.chars().take(TYPED).map(|c| c.to_ascii_uppercase());
    letters.filter(|c| USER_CODE_LETTERS.contains(*c)).collect()
}

impl OAuth {
    /// `GET` or `POST /oauth2/device`.
    pub(crate) async fn device(&self, visit: &Visit<'_>, params: &Params, step: Step) -> Response {
        let result = match step {
            Step::Open => self.open_device(visit, params).await,
            Step::Code => self.type_device_code(visit, params).await,
        };
        result.unwrap_or_else(|refusal| self.refuse(refusal))
    }

    async fn open_device(&self, visit: &Visit<'_>, params: &Params) -> Result<Response, Refusal> {
        let typed = params.get("user_code").unwrap_or_default().to_owned();
        let kept = Params::from_pairs(vec![("user_code".to_owned(), typed)]);
        match self.session(visit.headers).await? {
            Some(session) => Ok(self.code_page(visit, &kept, &session, StatusCode::OK, None)?),
            None => Ok(self.device_login_page(visit, &kept, StatusCode::OK, None, None)?),
        }
    }

    fn device_login_page(
        &self,
        visit: &Visit<'_>,
        params: &Params,
        status: StatusCode,
        problem: Option<&str>,
        name: Option<&str>,
    ) -> Result<Response, Error> {
        let page = json!({"application": "your device", "problem": problem, "name": name.map(shown)});
        self.page_with_ticket(visit, params, Stage::DeviceLogin, (Page::Login, status, page), None)
    }

    /// The login page's form, for a device.
    pub(super) async fn log_in_for_device(
        &self,
        visit: &Visit<'_>,
        ticket: Ticket,
        form: &Params,
    ) -> Result<Response, Refusal> {
        let params = Params::from_pairs(ticket.params);
        let found = match self.log_in_by(visit, form).await? {
            Ok(found) => found,
            Err((status, text)) => {
                return Ok(self.device_login_page(
                    visit,
                    &params,
                    status,
                    Some(text),
                    form.get("username"),
                )?);
            }
        };
        let (session, cookie) = self.begin_session(visit.headers, found.user, found.roles).await?;
        let mut response = self.code_page(visit, &params, &session, StatusCode::OK, None)?;
        response.headers_mut().append(header::SET_COOKIE, cookie);
        Ok(response)
    }

    fn code_page(
        &self,
        visit: &Visit<'_>,
        params: &Params,
        session: &Session,
        status: StatusCode,
        problem: Option<&str>,
    ) -> Result<Response, Error> {
        let stage = Stage::Device { user: session.user.fully_qualified(), auth_time: session.auth_time };
        let page = json!({
            "user": session.user.to_string(),
            "code": params.get("user_code").map(shown),
            "problem": problem,
        });
        self.page_with_ticket(visit, params, stage, (Page::Device, status, page), None)
    }

    async fn type_device_code(&self, visit: &Visit<'_>, form: &Params) -> Result<Response, Refusal> {
        let ticket = self.ticket_of(visit, form)?;
        let Stage::Device { user, auth_time } = ticket.stage else { return Err(lost()) };
        let session = self.same_session(visit, &user, auth_time).await?;
        let typed = form.get("user_code").unwrap_or_default();
        let params = Params::from_pairs(vec![("user_code".to_owned(), typed.to_owned())]);
        let again = |status, text| self.code_page(visit, &params, &session, status, Some(text));
        let guesser = attempts::key(&session.user, None);
        if self.guesses().must_wait(&guesser) {
            let text = "Too many wrong codes. Wait a while, then try again.";
            return Ok(again(StatusCode::TOO_MANY_REQUESTS, text)?);
        }
        let code = normalised(typed);
        let Some((row, client)) = self.pending(visit, &secret::hash(&code)).await? else {
            self.guesses().failed(guesser);
            let text = "This code is not known, or it has expired. Look at your device again.";
            return Ok(again(StatusCode::BAD_REQUEST, text)?);
        };
        self.guesses().succeeded(&guesser);
        if session.user.tenant != client.tenant && !client.request.cross_tenant {
            let text = "This device is not for users of your organisation.";
            return Ok(again(StatusCode::BAD_REQUEST, text)?);
        }
        let scopes = self.device_scopes(&session, &client, &row).await?;
        let page = json!({
            "application": shown(&client.request.client_name),
            "user": session.user.to_string(),
            "scopes": scopes,
            "code": format!("{}-{}", &code[..code.len() / 2], &code[code.len() / 2..]),
        });
        let stage = Stage::DeviceConsent { user, auth_time, code: row.user_code };
        Ok(self.page_with_ticket(visit, &params, stage, (Page::Consent, StatusCode::OK, page), None)?)
    }

    /// The consent page's form, for a device.
    pub(super) async fn decide_for_device(
        &self,
        visit: &Visit<'_>,
        (user, auth_time, code): (&str, i64, &str),
        form: &Params,
    ) -> Result<Response, Refusal> {
        let session = self.same_session(visit, user, auth_time).await?;
        let (row, client) = self.pending(visit, code).await?.ok_or_else(lost)?;
        let allowed = form.get("decision") == Some("allow");
        let scopes = self.device_scopes(&session, &client, &row).await?.join(" ");
        let state = if allowed { device::ALLOWED } else { device::DENIED };
        let mut tx = self.control().begin_concurrent().await.map_err(Error::from)?;
        let who = (user, auth_time);
        let counts = device::decide(&mut tx, &row.tenant, &row.hash, (state, &scopes), who, self.now()).await;
        if !counts.map_err(Error::from)? {
            return Err(lost());
        }
        tx.commit().await.map_err(Error::from)?;
        let page = json!({"application": shown(&client.request.client_name), "allowed": allowed});
        let mut response = self.pages().show(Page::DeviceDone, StatusCode::OK, &page, None)?;
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        Ok(response)
    }

    async fn same_session(&self, visit: &Visit<'_>, user: &str, auth_time: i64) -> Result<Session, Refusal> {
        let session = self.session(visit.headers).await?;
        let same = |s: &Session| s.user.fully_qualified() == user && s.auth_time == auth_time;
        session.filter(same).ok_or_else(lost)
    }

    /// What waits for a decision under a user code's hash.
    async fn pending(
        &self,
        visit: &Visit<'_>,
        user_code: &str,
    ) -> Result<Option<(DeviceRow, Registered)>, Error> {
        let mut tx = self.control().read().await?;
        let row = device::by_user_code(&mut tx, user_code).await?;
        let open = |row: &DeviceRow| row.state == device::PENDING && row.expires_at > self.now();
        let Some(row) = row.filter(|row| open(row) && visit.realm.admits(&row.tenant)) else {
            return Ok(None);
        };
        let client = self.find_client(&mut tx, &row.client_id).await?;
        Ok(client.filter(|client| client.row.active).map(|client| (row, client)))
    }

    async fn device_scopes(
        &self,
        session: &Session,
        client: &Registered,
        row: &DeviceRow,
    ) -> Result<Vec<String>, Error> {
        let mut tx = self.control().read().await?;
        let person = Person { tenant: &session.user.tenant, roles: &session.roles };
        let asked = row.scopes.split(' ').filter(|s| !s.is_empty()).map(str::to_owned).collect();
        self.grant_scopes(&mut tx, &client.tenant, person, asked).await
    }
}
