//! Parameters of a request, from its query and its body, read strictly.

mod form;
#[cfg(test)]
mod tests;

use axum::body::{Bytes, HttpBody as _, to_bytes};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use jose::json::{Object, Value};

use crate::OAuth;
use crate::error::Error;

/// Bytes of query and of body, each.
pub const LIMIT: usize = 64 * 1024;

/// Parameters by name. None occurs twice (RFC 6749 3.2), and one without a value counts as omitted.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Params(Vec<(String, String)>);

impl Params {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, v)| n == name && !v.is_empty()).map(|(_, v)| v.as_str())
    }

    pub fn to_pairs(&self) -> Vec<(String, String)> {
        self.0.clone()
    }
    /// Those of [`to_pairs`](Self::to_pairs).
    pub const fn from_pairs(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// The values of parameters that must be there.
    pub fn required<const N: usize>(&self, names: [&str; N]) -> Result<[&str; N], Error> {
        let missing: Vec<_> = names.iter().copied().filter(|n| self.get(n).is_none()).collect();
        if !missing.is_empty() {
            return Err(Error::request(format!("Missing parameters: {}", missing.join(", "))));
        }
        Ok(names.map(|name| self.get(name).unwrap_or_default()))
    }

    fn add(&mut self, name: String, value: String) -> Result<(), Error> {
        if self.0.iter().any(|(n, _)| *n == name) {
            // The name is the sender's; only what can be shown safely is repeated.
            let shown: String = name.chars().filter(char::is_ascii_graphic).take(64).collect();
            return Err(Error::request(format!("the parameter {shown} occurs more than once")));
        }
        self.0.push((name, value));
        Ok(())
    }

    fn add_form(&mut self, text: &[u8]) -> Result<(), Error> {
        for pair in form::pairs(text) {
            let (name, value) = pair?;
            self.add(name, value)?;
        }
        Ok(())
    }

    fn add_json(&mut self, body: &[u8]) -> Result<(), Error> {
        let object = Object::parse(body, LIMIT, "body").map_err(|error| Error::request(error.to_string()))?;
        for (name, value) in object.iter() {
            match value {
                Value::Null => {}
                Value::String(text) => self.add(name.to_owned(), text.to_string())?,
                _ => return Err(Error::request("every member of the JSON body must be a string")),
            }
        }
        Ok(())
    }
}

/// A request's headers, parameters and the address it came from.
pub struct Incoming {
    pub headers: HeaderMap,
    pub params: Params,
    pub peer: Option<std::net::IpAddr>,
}

impl FromRequest<OAuth> for Incoming {
    type Rejection = Error;
    async fn from_request(request: Request, _: &OAuth) -> Result<Self, Error> {
        let (parts, body) = request.into_parts();
        let peer = crate::credential::peer(&parts.extensions);
        let mut params = Params::default();
        let query = parts.uri.query().unwrap_or_default();
        if query.len() > LIMIT {
            return Err(Error::TooLarge);
        }
        params.add_form(query.as_bytes())?;
        let body = read(body).await?;
        if !body.is_empty() {
            match media_type(&parts.headers).as_deref() {
                Some("application/x-www-form-urlencoded") => params.add_form(&body)?,
                Some("application/json") => params.add_json(&body)?,
                _ => {
                    return Err(Error::request(
                        "the Content-Type must be application/x-www-form-urlencoded or application/json",
                    ));
                }
            }
        }
        Ok(Self { headers: parts.headers, params, peer })
    }
}

/// A whole body of at most [`LIMIT`] bytes.
pub async fn read(body: axum::body::Body) -> Result<Bytes, Error> {
    // Said now rather than when so much has been sent.
    if body.size_hint().lower() > LIMIT as u64 {
        return Err(Error::TooLarge);
    }
    to_bytes(body, LIMIT).await.map_err(|_| Error::TooLarge)
}

fn media_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    Some(value.split(';').next()?.trim().to_ascii_lowercase())
}
