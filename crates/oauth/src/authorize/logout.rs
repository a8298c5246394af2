//! Ending a session at a client's wish (OpenID Connect RP-Initiated Logout 1.0).

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::flow::Visit;
use super::redirect;
use super::request::Refusal;
use super::session::Session;
use super::ticket::Stage;
use crate::OAuth;
use crate::error::Error;
use crate::issue::ID_TOKEN;
use crate::page::Page;
use crate::request::Params;

/// Where to go when the session is over.
type Back = Option<String>;

impl OAuth {
    /// `GET` or `POST /oidc/logout`. Ends the session at once if the client shows an ID token of the same user, else
    /// asks the user.
    pub(crate) async fn log_out(&self, visit: &Visit<'_>, params: &Params) -> Response {
        self.try_logout(visit, params).await.unwrap_or_else(|refusal| self.refuse(refusal))
    }

    async fn try_logout(&self, visit: &Visit<'_>, params: &Params) -> Result<Response, Refusal> {
        let session = self.session(visit.headers).await?;
        let hint = self.hinted(params).await?;
        let back = self.back(params, hint.as_ref().map(|(client, _)| client.as_str())).await?;
        let Some(session) = session else { return Ok(self.logged_out(back, None)?) };
        if hint.is_some_and(|(_, subject)| subject == session.user.fully_qualified()) {
            return Ok(self.end(&session, back).await?);
        }
        let context = json!({"user": session.user.to_string()});
        Ok(self.page_with_ticket(
            visit,
            params,
            Stage::Logout,
            (Page::Logout, StatusCode::OK, context),
            None,
        )?)
    }

    /// `POST` of the page that asks.
    pub(crate) async fn log_out_by_form(&self, visit: &Visit<'_>, form: &Params) -> Response {
        self.try_logout_by_form(visit, form).await.unwrap_or_else(|refusal| self.refuse(refusal))
    }

    async fn try_logout_by_form(&self, visit: &Visit<'_>, form: &Params) -> Result<Response, Refusal> {
        let ticket = self.ticket_of(visit, form)?;
        let params = Params::from_pairs(ticket.params);
        let hint = self.hinted(&params).await?;
        let back = self.back(&params, hint.as_ref().map(|(client, _)| client.as_str())).await?;
        match self.session(visit.headers).await? {
            Some(session) if ticket.stage == Stage::Logout => Ok(self.end(&session, back).await?),
            _ => Ok(self.logged_out(back, None)?),
        }
    }

    async fn end(&self, session: &Session, back: Back) -> Result<Response, Error> {
        let cookie = self.end_session(session).await?;
        self.logged_out(back, Some(cookie))
    }

    fn logged_out(&self, back: Back, cookie: Option<HeaderValue>) -> Result<Response, Error> {
        let location = back.and_then(|uri| HeaderValue::from_str(&uri).ok());
        let mut response = match location {
            Some(location) => (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response(),
            None => self.pages().show(Page::LoggedOut, StatusCode::OK, &json!({}), None)?,
        };
        if let Some(cookie) = cookie {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        Ok(response)
    }

    /// Client and user of the ID token that is shown.
    async fn hinted(&self, params: &Params) -> Result<Option<(String, String)>, Error> {
        let Some(token) = params.get("id_token_hint") else { return Ok(None) };
        let Some(issued) = self.control().verify_issued(token, ID_TOKEN).await? else { return Ok(None) };
        let claims = issued.claims();
        Ok(claims.client().map(str::to_owned).zip(claims.sub.as_deref().map(str::to_owned)))
    }

    /// The client's own page, if it is one of its redirect URIs.
    async fn back(&self, params: &Params, hinted: Option<&str>) -> Result<Back, Error> {
        let Some(uri) = params.get("post_logout_redirect_uri") else { return Ok(None) };
        let Some(id) = hinted.or_else(|| params.get("client_id")) else { return Ok(None) };
        let mut tx = self.control().read().await?;
        let client = self.find_client(&mut tx, id).await?;
        let known =
            client.is_some_and(|c| c.row.active && redirect::is_registered(&c.request.redirect_uris, uri));
        let Some(mut url) = known.then(|| url::Url::parse(uri).ok()).flatten() else { return Ok(None) };
        if let Some(state) = params.get("state") {
            url.query_pairs_mut().append_pair("state", state);
        }
        Ok(Some(url.into()))
    }
}
