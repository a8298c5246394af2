//! A browser that keeps cookies and fills in forms, and an application that sends people to it.

use std::collections::BTreeMap;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, header};
use tower::ServiceExt as _;
use url::Url;

use crate::harness::{App, PASSWORD};

/// What the browser shows, or where it was sent.
pub struct Shown {
    pub status: u16,
    pub headers: HeaderMap,
    pub html: String,
}

#[derive(Default)]
pub struct Browser {
    cookies: BTreeMap<String, String>,
}

pub fn form(pairs: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

impl Browser {
    pub async fn get(&mut self, app: &App, path: &str) -> Shown {
        self.send(app, Request::get(path), String::new()).await
    }

    pub async fn post(&mut self, app: &App, path: &str, body: String) -> Shown {
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(app, request, body).await
    }

    async fn send(&mut self, app: &App, request: axum::http::request::Builder, body: String) -> Shown {
        let cookies: Vec<_> = self.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
        let request = request.header(header::COOKIE, cookies.join("; "));
        let request = request.body(Body::from(body)).expect("a request");
        let response = app.router.clone().oneshot(request).await.expect("infallible");
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let text = cookie.to_str().expect("text");
            assert!(text.contains("; Secure; HttpOnly; SameSite=Lax"), "{text}");
            let (name, value) = text.split(';').next().and_then(|c| c.split_once('=')).expect("a cookie");
            if text.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let html = to_bytes(body, 1 << 20).await.expect("a body");
        Shown {
            status: parts.status.as_u16(),
            headers: parts.headers,
            html: String::from_utf8(html.into()).expect("text"),
        }
    }

    /// Fills in the login page.
    pub async fn log_in(&mut self, app: &App, page: &Shown, user: &str) -> Shown {
        self.log_in_with(app, page, user, PASSWORD).await
    }

    pub async fn log_in_with(&mut self, app: &App, page: &Shown, user: &str, password: &str) -> Shown {
        let body = form(&[("request", &page.ticket()), ("username", user), ("password", password)]);
        self.post(app, &page.action(), body).await
    }

    /// Answers the consent page.
    pub async fn decide(&mut self, app: &App, page: &Shown, decision: &str, remember: bool) -> Shown {
        let ticket = page.ticket();
        let mut fields = vec![("request", ticket.as_str()), ("decision", decision)];
        if remember {
            fields.push(("remember", "yes"));
        }
        self.post(app, &page.action(), form(&fields)).await
    }
}

impl Shown {
    fn between(&self, before: &str, after: &str) -> String {
        let (_, rest) = self.html.split_once(before).unwrap_or_else(|| panic!("{before} in {}", self.html));
        rest.split_once(after).expect("an end").0.to_owned()
    }
    pub fn ticket(&self) -> String {
        self.between("name=\"request\" value=\"", "\"")
    }
    pub fn action(&self) -> String {
        self.between("action=\"", "\"").replace("&#x2f;", "/")
    }
    #[track_caller]
    pub fn page(self, status: u16, text: &str) -> Self {
        assert_eq!(self.status, status, "{}", self.html);
        assert!(self.html.contains(text), "{text} in {}", self.html);
        assert!(self.headers.contains_key(header::CONTENT_SECURITY_POLICY));
        self
    }
    /// Where the browser was sent.
    #[track_caller]
    pub fn target(&self) -> Url {
        assert_eq!(self.status, 303, "{}", self.html);
        Url::parse(self.headers[header::LOCATION].to_str().expect("text")).expect("a URL")
    }
    /// A parameter of where the browser was sent, in query or fragment.
    #[track_caller]
    pub fn sent(&self, name: &str) -> Option<String> {
        let url = self.target();
        let text = url.fragment().or_else(|| url.query()).unwrap_or_default().to_owned();
        url::form_urlencoded::parse(text.as_bytes()).find(|(n, _)| n == name).map(|(_, v)| v.into_owned())
    }
}
