//! How a refusal of one request is told: it depends on the API and on who asks.

use bytes::Bytes;
use http::header::ORIGIN;
use http::{HeaderMap, HeaderValue, Response};

use super::Cause;
use super::render::{self, Challenge, Form};
use crate::phases::preflight;
use crate::policy::{Flows, Told};
use crate::table::Api;
use crate::table::api::Cors;

/// What is known of the request when it is refused.
pub struct Telling<'t> {
    form: Form,
    challenge: Challenge,
    cors: Option<&'t Cors>,
    origin: Option<HeaderValue>,
    fault: Option<(&'t Flows, Told<'t>)>,
}

impl<'t> Telling<'t> {
    pub fn of(headers: &HeaderMap) -> Self {
        Self {
            form: Form::of(false, headers),
            challenge: Challenge::OAuth2,
            cors: None,
            origin: headers.get(ORIGIN).cloned(),
            fault: None,
        }
    }

    /// The API is known.
    pub fn for_api(&mut self, api: &'t Api) {
        if api.soap {
            self.form = Form::Soap;
        }
        if !api.schemes.oauth2 {
            self.challenge = if api.schemes.api_key { Challenge::ApiKey } else { Challenge::Basic };
        }
        self.cors = api.cors.as_ref();
    }

    /// The operation's policies are known.
    pub fn for_policies(&mut self, flows: &'t Flows, told: Told<'t>) {
        if flows.json_fault {
            self.form = Form::Json;
        }
        self.fault = Some((flows, told));
    }

    pub const fn origin(&self) -> Option<&HeaderValue> {
        self.origin.as_ref()
    }

    /// The response, which a page of an allowed origin can read.
    pub fn response(&self, cause: &Cause) -> Response<Bytes> {
        let mut response = render::response(cause, self.form, self.challenge);
        if let Some((flows, told)) = &self.fault {
            let status = response.status().as_u16();
            flows.fault(response.headers_mut(), status, told);
        }
        if let Some(cors) = self.cors {
            preflight::allow_origin(cors, self.origin.as_ref(), response.headers_mut());
        }
        response
    }
}
