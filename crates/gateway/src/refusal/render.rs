//! Refusals as responses: JSON by default, a SOAP fault for SOAP APIs, XML for callers that take nothing else.

use bytes::Bytes;
use http::header::{ACCEPT, ALLOW, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};

use super::{Cause, Row};

pub(crate) const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
pub(crate) const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// How the body is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Json,
    Xml,
    Soap,
}

impl Form {
    /// SOAP for a SOAP API; XML where `Accept` names XML and not JSON.
    pub fn of(soap: bool, headers: &HeaderMap) -> Self {
        if soap {
            return Self::Soap;
        }
        let accept = headers.get(ACCEPT).map(HeaderValue::as_bytes).unwrap_or_default();
        let names = |what: &[u8]| accept.windows(what.len()).any(|w| w.eq_ignore_ascii_case(what));
        if accept.is_empty() || !names(b"xml") || names(b"json") || names(b"*/*") {
            Self::Json
        } else {
            Self::Xml
        }
    }
}

/// Scheme that a 401 challenges with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Challenge {
    OAuth2,
    ApiKey,
    Basic,
}

impl Challenge {
    fn value(self, cause: &Cause) -> HeaderValue {
        HeaderValue::from_static(match (self, cause) {
            (Self::OAuth2, Cause::MissingCredentials) => "OAuth2 realm=\"WSO2 API Manager\"",
            (Self::OAuth2, _) => {
                "OAuth2 realm=\"WSO2 API Manager\", error=\"invalid_token\", error_description=\"The provided token is invalid\""
            }
            (Self::ApiKey, _) => "API Key realm=\"WSO2 API Manager\"",
            (Self::Basic, _) => "Basic realm=\"WSO2 API Manager\"",
        })
    }
}

/// The response to a cause.
pub fn response(cause: &Cause, form: Form, challenge: Challenge) -> Response<Bytes> {
    let row = cause.row();
    let (content_type, body) = match form {
        Form::Json => ("application/json; charset=UTF-8", json(&row, cause)),
        Form::Xml => ("application/xml; charset=UTF-8", xml(&row)),
        Form::Soap => ("text/xml; charset=UTF-8", soap(&row)),
    };
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = row.status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    if row.status == StatusCode::UNAUTHORIZED {
        headers.insert(WWW_AUTHENTICATE, challenge.value(cause));
    }
    match cause {
        Cause::MethodNotAllowed(methods) => put(headers, ALLOW, methods),
        Cause::Limited(limited) => {
            put(headers, RETRY_AFTER, &limited.retry_after);
            put(headers, RATE_LIMIT, &limited.rate_limit);
            put(headers, RATE_LIMIT_POLICY, &limited.rate_limit_policy);
        }
        _ => {}
    }
    response
}

fn put(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value)
        && !value.is_empty()
    {
        headers.insert(name, value);
    }
}

fn json(row: &Row, cause: &Cause) -> String {
    let mut body = serde_json::Map::new();
    body.insert("code".to_owned(), row.code.to_string().into());
    if row.report {
        body.insert("type".to_owned(), "Status report".into());
    }
    body.insert("message".to_owned(), row.message.as_ref().into());
    body.insert("description".to_owned(), row.description.as_ref().into());
    if let Cause::Limited(limited) = cause {
        body.insert("nextAccessTime".to_owned(), limited.next_access_time.as_str().into());
    }
    serde_json::Value::Object(body).to_string()
}

fn xml(row: &Row) -> String {
    format!(
        "<am:fault xmlns:am=\"http://wso2.org/apimanager\"><am:code>{}</am:code><am:type>Status report</am:type>\
         <am:message>{}</am:message><am:description>{}</am:description></am:fault>",
        row.code,
        escape(&row.message),
        escape(&row.description)
    )
}

fn soap(row: &Row) -> String {
    let who = if row.status.is_client_error() { "Client" } else { "Server" };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soapenv:Envelope \
         xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\"><soapenv:Body><soapenv:Fault>\
         <faultcode>soapenv:{who}</faultcode><faultstring>{}</faultstring><detail>{}</detail>\
         </soapenv:Fault></soapenv:Body></soapenv:Envelope>",
        escape(&row.message),
        xml(row)
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_what_clients_match_on() {
        let text = |cause: &Cause, form| {
            let response = response(cause, form, Challenge::OAuth2);
            String::from_utf8_lossy(response.body()).into_owned()
        };
        assert_eq!(
            text(&Cause::NoApi, Form::Json),
            r#"{"code":"404","type":"Status report","message":"Not Found","description":"The requested resource is not available."}"#
        );
        assert!(
            text(&Cause::MissingCredentials, Form::Json)
                .starts_with(r#"{"code":"900902","message":"Missing Credentials""#)
        );
        assert!(
            text(&Cause::MissingCredentials, Form::Soap).contains("<faultcode>soapenv:Client</faultcode>")
        );
    }

    #[test]
    fn xml_only_for_callers_that_want_nothing_else() {
        let form = |accept: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT, HeaderValue::from_static(accept));
            Form::of(false, &headers)
        };
        assert_eq!(form("application/xml"), Form::Xml);
        assert_eq!(form("text/html,application/xml;q=0.9,*/*;q=0.8"), Form::Json);
        assert_eq!(form("application/json, text/xml"), Form::Json);
        assert_eq!(Form::of(true, &HeaderMap::new()), Form::Soap);
    }
}
