//! The pages a user sees: plain HTML without scripts, made from templates that an operator may replace one by one.

use std::path::Path;

use aws_lc_rs::digest::{SHA256, digest};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minijinja::{AutoEscape, Environment};
use serde_json::Value;
use url::Url;

use crate::config::ConfigError;
use crate::error::Error;

const STYLE: &str = include_str!("page/style.css");
const TEMPLATES: [(&str, &str); 8] = [
    ("layout.html", include_str!("page/layout.html")),
    ("login.html", include_str!("page/login.html")),
    ("consent.html", include_str!("page/consent.html")),
    ("device.html", include_str!("page/device.html")),
    ("device_done.html", include_str!("page/device_done.html")),
    ("logout.html", include_str!("page/logout.html")),
    ("logged_out.html", include_str!("page/logged_out.html")),
    ("error.html", include_str!("page/error.html")),
];
/// Bytes of a template or style sheet of the operator's.
const LARGEST: u64 = 256 * 1024;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    Login,
    Consent,
    Device,
    DeviceDone,
    Logout,
    LoggedOut,
    Error,
}

impl Page {
    const fn template(self) -> &'static str {
        match self {
            Self::Login => "login.html",
            Self::Consent => "consent.html",
            Self::Device => "device.html",
            Self::DeviceDone => "device_done.html",
            Self::Logout => "logout.html",
            Self::LoggedOut => "logged_out.html",
            Self::Error => "error.html",
        }
    }
}

/// Every template, ready to be shown.
pub struct Pages {
    environment: Environment<'static>,
    style: String,
    style_hash: String,
}

impl Pages {
    /// Ours, except those that `folder` has: `layout.html`, `login.html`, `consent.html`, `device.html`, `device_done.html`, `logout.html`,
    /// `logged_out.html`, `error.html`, `style.css`.
    pub fn load(folder: Option<&Path>) -> Result<Self, ConfigError> {
        let mut environment = Environment::new();
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        for (name, ours) in TEMPLATES {
            let text = own(folder, name)?.unwrap_or_else(|| ours.to_owned());
            let added = environment.add_template_owned(name, text);
            added.map_err(|error| ConfigError::page(name, error.to_string()))?;
        }
        let style = own(folder, "style.css")?.unwrap_or_else(|| STYLE.to_owned());
        let style_hash = STANDARD.encode(digest(&SHA256, style.as_bytes()));
        Ok(Self { environment, style, style_hash })
    }

    /// `target` is where the page's form may lead in the end.
    pub fn show(
        &self,
        page: Page,
        status: StatusCode,
        context: &Value,
        target: Option<&str>,
    ) -> Result<Response, Error> {
        let mut context = context.clone();
        context["style"] = Value::from(self.style.as_str());
        let rendered = self
            .environment
            .get_template(page.template())
            .and_then(|t| t.render(minijinja::value::Serde(&context)));
        let html = rendered.map_err(control::Error::internal)?;
        let policy = format!(
            "default-src 'none'; style-src 'sha256-{}'; img-src 'self' data:; base-uri 'none'; \
             frame-ancestors 'none'; form-action 'self'{}",
            self.style_hash,
            target.and_then(origin).unwrap_or_default()
        );
        let headers: [(HeaderName, &str); 6] = [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CACHE_CONTROL, "no-store"),
            (header::X_FRAME_OPTIONS, "DENY"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::REFERRER_POLICY, "no-referrer"),
            (header::CONTENT_SECURITY_POLICY, &policy),
        ];
        let mut response = (status, html).into_response();
        for (name, value) in headers {
            if let Ok(value) = HeaderValue::from_str(value) {
                response.headers_mut().insert(name, value);
            }
        }
        Ok(response)
    }
}

/// As a source in a policy, with a space before it: browsers hold a form's redirects to `form-action` too.
fn origin(uri: &str) -> Option<String> {
    let url = Url::parse(uri).ok()?;
    let origin = url.origin();
    Some(if origin.is_tuple() {
        format!(" {}", origin.ascii_serialization())
    } else {
        format!(" {}:", url.scheme())
    })
}

fn own(folder: Option<&Path>, name: &str) -> Result<Option<String>, ConfigError> {
    let Some(path) = folder.map(|f| f.join(name)) else { return Ok(None) };
    let failed = |reason: String| ConfigError::page(&path.display().to_string(), reason);
    match std::fs::metadata(&path) {
        Ok(found) if found.len() > LARGEST => Err(failed(format!("larger than {LARGEST} bytes"))),
        Ok(_) => std::fs::read_to_string(&path).map(Some).map_err(|e| failed(e.to_string())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed(error.to_string())),
    }
}
