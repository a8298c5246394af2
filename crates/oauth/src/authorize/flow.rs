//! What comes next: a page, or the way back to the client.

use std::net::IpAddr;

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use control::user::Authenticated;
use serde_json::json;

use super::request::{AuthorizationRequest, Refusal};
use super::session::Session;
use super::ticket::{Stage, Ticket};
use crate::OAuth;
use crate::credential::qualified;
use crate::error::Error;
use crate::page::Page;
use crate::realm::Realm;
use crate::request::Params;

const LOST: &str =
    "This page is too old or was opened in another browser. Please start again at the application.";

/// What a browser brings.
pub struct Visit<'a> {
    pub headers: &'a HeaderMap,
    pub realm: &'a Realm,
    pub peer: Option<IpAddr>,
}

impl OAuth {
    /// `GET` or `POST /oauth2/authorize`.
    pub(crate) async fn authorize(&self, visit: &Visit<'_>, params: &Params) -> Response {
        let result = self.begin_authorization(visit, params).await;
        result.unwrap_or_else(|refusal| self.refuse(refusal))
    }

    async fn begin_authorization(&self, visit: &Visit<'_>, params: &Params) -> Result<Response, Refusal> {
        let request = self.authorization_request(params, visit.realm).await?;
        let session = self.session(visit.headers).await?;
        let old =
            |s: &Session| request.max_age.is_some_and(|age| self.now().saturating_sub(s.auth_time) > age);
        let session = session.filter(|s| !request.prompt.login && !old(s) && may_use(&request, s));
        match session {
            Some(session) => self.go_on(visit, params, &request, &session, None).await,
            None if request.prompt.none => {
                Ok(request.reply.refuse("login_required", "nobody has logged in in this browser"))
            }
            None => Ok(self.login_page(visit, params, &request, StatusCode::OK, None)?),
        }
    }

    /// `POST` of the login page.
    pub(crate) async fn log_in_by_form(&self, visit: &Visit<'_>, form: &Params) -> Response {
        self.try_login(visit, form).await.unwrap_or_else(|refusal| self.refuse(refusal))
    }

    async fn try_login(&self, visit: &Visit<'_>, form: &Params) -> Result<Response, Refusal> {
        let ticket = self.ticket_of(visit, form)?;
        if ticket.stage == Stage::DeviceLogin {
            return self.log_in_for_device(visit, ticket, form).await;
        }
        if ticket.stage != Stage::Login {
            return Err(lost());
        }
        let params = Params::from_pairs(ticket.params);
        let mut request = self.authorization_request(&params, visit.realm).await?;
        // What was typed stays in its field.
        request.login_hint = form.get("username").map(str::to_owned).or(request.login_hint);
        let again = |status, text| self.login_page(visit, &params, &request, status, Some(text));
        let found = match self.log_in_by(visit, form).await? {
            Ok(found) => found,
            Err((status, text)) => return Ok(again(status, text)?),
        };
        if found.user.tenant != request.client.tenant && !request.client.request.cross_tenant {
            return Ok(again(
                StatusCode::BAD_REQUEST,
                "This application is not for users of your organisation.",
            )?);
        }
        let (session, cookie) = self.begin_session(visit.headers, found.user, found.roles).await?;
        let mut response = self.go_on(visit, &params, &request, &session, Some(&cookie)).await?;
        response.headers_mut().append(header::SET_COOKIE, cookie);
        Ok(response)
    }

    /// Whom the login page's form lets in, or what the page is to say instead.
    pub(super) async fn log_in_by(
        &self,
        visit: &Visit<'_>,
        form: &Params,
    ) -> Result<Result<Authenticated, (StatusCode, &'static str)>, Error> {
        let (Some(name), Some(password)) = (form.get("username"), form.get("password")) else {
            return Ok(Err((StatusCode::BAD_REQUEST, "Enter your user name and your password.")));
        };
        match self.check_password(&qualified(name, visit.realm), password, visit.peer).await {
            Ok(Some(found)) => Ok(Ok(found)),
            Ok(None) => Ok(Err((StatusCode::BAD_REQUEST, "The user name or the password is wrong."))),
            Err(Error::InvalidGrant(_)) => {
                let text = "Too many failed logins. Wait a while, then try again.";
                Ok(Err((StatusCode::TOO_MANY_REQUESTS, text)))
            }
            Err(error) => Err(error),
        }
    }

    /// Somebody has logged in: asks for consent unless it was given.
    async fn go_on(
        &self,
        visit: &Visit<'_>,
        params: &Params,
        request: &AuthorizationRequest,
        session: &Session,
        just_now: Option<&HeaderValue>,
    ) -> Result<Response, Refusal> {
        let scopes = self.offered(request, session).await?;
        if !request.prompt.consent && self.has_allowed(request, session, &scopes).await? {
            return Ok(self.grant_authorization(request, session, &scopes).await?);
        }
        if request.prompt.none && just_now.is_none() {
            return Ok(request.reply.refuse("consent_required", "the user has not allowed this yet"));
        }
        let stage = Stage::Consent { user: session.user.fully_qualified(), auth_time: session.auth_time };
        let page = json!({
            "application": shown(&request.client.request.client_name),
            "user": session.user.to_string(),
            "scopes": scopes,
        });
        Ok(self.page_with_ticket(
            visit,
            params,
            stage,
            (Page::Consent, StatusCode::OK, page),
            Some(request),
        )?)
    }

    /// `POST` of the consent page.
    pub(crate) async fn decide_by_form(&self, visit: &Visit<'_>, form: &Params) -> Response {
        self.try_decide(visit, form).await.unwrap_or_else(|refusal| self.refuse(refusal))
    }

    async fn try_decide(&self, visit: &Visit<'_>, form: &Params) -> Result<Response, Refusal> {
        let ticket = self.ticket_of(visit, form)?;
        if let Stage::DeviceConsent { user, auth_time, code } = &ticket.stage {
            return self.decide_for_device(visit, (user, *auth_time, code), form).await;
        }
        let Stage::Consent { user, auth_time } = ticket.stage else { return Err(lost()) };
        let params = Params::from_pairs(ticket.params);
        let request = self.authorization_request(&params, visit.realm).await?;
        let session = self.session(visit.headers).await?;
        let same = |s: &Session| s.user.fully_qualified() == user && s.auth_time == auth_time;
        let session = session.filter(same).ok_or_else(lost)?;
        match form.get("decision") {
            Some("allow") => {
                let scopes = self.offered(&request, &session).await?;
                if form.get("remember").is_some() {
                    self.remember(&request, &session, &scopes).await?;
                }
                Ok(self.grant_authorization(&request, &session, &scopes).await?)
            }
            _ => Ok(request.reply.refuse("access_denied", "User denied the consent")),
        }
    }

    pub(super) fn ticket_of(&self, visit: &Visit<'_>, form: &Params) -> Result<Ticket, Refusal> {
        let (browser, _) = self.browser(visit.headers);
        form.get("request").and_then(|sealed| self.open_ticket(sealed, &browser)).ok_or_else(lost)
    }

    fn login_page(
        &self,
        visit: &Visit<'_>,
        params: &Params,
        request: &AuthorizationRequest,
        status: StatusCode,
        problem: Option<&str>,
    ) -> Result<Response, Error> {
        let page = json!({
            "application": shown(&request.client.request.client_name),
            "problem": problem,
            "name": request.login_hint.as_deref().map(shown),
        });
        self.page_with_ticket(visit, params, Stage::Login, (Page::Login, status, page), Some(request))
    }

    /// A page with a form that brings the request back.
    pub(super) fn page_with_ticket(
        &self,
        visit: &Visit<'_>,
        params: &Params,
        stage: Stage,
        (page, status, mut context): (Page, StatusCode, serde_json::Value),
        request: Option<&AuthorizationRequest>,
    ) -> Result<Response, Error> {
        let (browser, cookie) = self.browser(visit.headers);
        let base = visit.realm.0.as_ref().map_or_else(String::new, |tenant| format!("/t/{tenant}"));
        context["request"] = json!(self.ticket(params, stage, &browser)?);
        context["base"] = json!(base);
        let target = request.map(|r| r.reply.redirect_uri.as_str());
        let mut response = self.pages().show(page, status, &context, target)?;
        if let Some(cookie) = cookie {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        Ok(response)
    }

    pub(super) fn refuse(&self, refusal: Refusal) -> Response {
        match refusal {
            Refusal::Client { reply, code, text } => reply.refuse(code, &text),
            Refusal::Page { code, text } => {
                let context = json!({"code": code, "text": text});
                let page = self.pages().show(Page::Error, StatusCode::BAD_REQUEST, &context, None);
                page.unwrap_or_else(IntoResponse::into_response)
            }
            Refusal::Failed(error) => error.into_response(),
        }
    }
}

pub(super) fn lost() -> Refusal {
    Refusal::Page { code: "invalid_request", text: LOST.to_owned() }
}

/// A client of one tenant is for its users, unless it was registered for all.
fn may_use(request: &AuthorizationRequest, session: &Session) -> bool {
    request.client.request.cross_tenant || session.user.tenant == request.client.tenant
}

pub(super) fn shown(text: &str) -> String {
    text.chars().take(100).collect()
}
