//! Attached policies, compiled: what happens to a message between client and back end, one policy per file.
//!
//! Steps change a message that they are given whole; who gives it them reads bodies only where a step looks at them
//! ([`Flows::whole_request`]). An operation without policies has no [`Flows`].

use bytes::Bytes;
use http::{HeaderMap, Method};
use model::catalog::{Policies, Policy};
use model::native::Native;

use crate::refusal::Cause;
use crate::token::Token;

mod claim;
mod compile;
mod convert;
mod header;
mod json;
mod json_limits;
mod json_to_xml;
mod media;
mod pattern;
mod query;
mod resource_path;
mod tell;
mod xml;
mod xml_limits;
mod xml_to_json;

pub use compile::compile;
pub use tell::Told;

/// The policies of an operation, those of the whole API first.
#[derive(Debug, Clone, Default)]
pub struct Flows {
    request: Vec<Step>,
    response: Vec<Step>,
    fault: Vec<Step>,
    /// Steps of the request look at its body.
    pub whole_request: bool,
    /// Steps of the response look at its body.
    pub whole_response: bool,
    /// Refusals are worded in JSON.
    pub json_fault: bool,
}

/// One policy.
#[derive(Debug, Clone)]
enum Step {
    SetHeader(header::Set),
    RemoveHeader(header::Remove),
    AddQuery(query::Add),
    RemoveQuery(query::Remove),
    ResourcePath(resource_path::Rewrite),
    ChangeMethod(Method),
    Convert(convert::Conversion),
    Pattern(pattern::Search),
    JsonLimits(model::native::JsonLimits),
    XmlLimits(model::native::XmlLimits),
    Claim(claim::Require),
    Tell,
    /// Done by reading the body whole.
    WholeBody,
}

/// A request on its way to the back end.
pub struct Request<'r> {
    pub method: Method,
    pub headers: &'r mut HeaderMap,
    /// Below the API's base path.
    pub path: std::borrow::Cow<'r, str>,
    pub query: Option<std::borrow::Cow<'r, str>>,
    /// Empty unless [`Flows::whole_request`].
    pub body: Bytes,
    pub token: Option<&'r Token>,
    pub told: Told<'r>,
    /// Bytes that a body may become.
    pub most: usize,
}

/// A response on its way to the client.
pub struct Answer<'r> {
    pub headers: &'r mut HeaderMap,
    /// Empty unless [`Flows::whole_response`].
    pub body: Bytes,
    pub status: u16,
    pub told: Told<'r>,
    /// Bytes that a body may become.
    pub most: usize,
}

impl Flows {
    /// Runs the policies of the request, in order, until one refuses it.
    pub fn request(&self, request: &mut Request<'_>) -> Result<(), Cause> {
        for step in &self.request {
            match step {
                Step::SetHeader(set) => set.apply(request.headers),
                Step::RemoveHeader(remove) => remove.apply(request.headers),
                Step::AddQuery(add) => add.apply(&mut request.query),
                Step::RemoveQuery(remove) => remove.apply(&mut request.query),
                Step::ResourcePath(rewrite) => rewrite.apply(&mut request.path, &mut request.query),
                Step::ChangeMethod(method) => request.method = method.clone(),
                Step::Convert(conversion) => {
                    conversion.request(request.headers, &mut request.body, request.most)?;
                }
                Step::Pattern(search) => search.check(request)?,
                Step::JsonLimits(limits) => json_limits::check(limits, request.headers, &request.body)?,
                Step::XmlLimits(limits) => xml_limits::check(limits, request.headers, &request.body)?,
                Step::Claim(claim) => claim.check(request.token)?,
                Step::Tell => request.told.request(&request.method, &request.path),
                Step::WholeBody => {}
            }
        }
        Ok(())
    }

    /// Are there policies of the response?
    pub fn has_response(&self) -> bool {
        !self.response.is_empty()
    }

    pub fn response(&self, answer: &mut Answer<'_>) -> Result<(), Cause> {
        for step in &self.response {
            match step {
                Step::SetHeader(set) => set.apply(answer.headers),
                Step::RemoveHeader(remove) => remove.apply(answer.headers),
                Step::Convert(conversion) => {
                    conversion.response(answer.headers, &mut answer.body, answer.most)?;
                }
                Step::Tell => answer.told.answer("response", answer.status),
                _ => {}
            }
        }
        Ok(())
    }

    /// Runs the policies of an answer that is not the back end's.
    pub fn fault(&self, headers: &mut HeaderMap, status: u16, told: &Told<'_>) {
        for step in &self.fault {
            match step {
                Step::SetHeader(set) => set.apply(headers),
                Step::RemoveHeader(remove) => remove.apply(headers),
                Step::Tell => told.answer("fault", status),
                _ => {}
            }
        }
    }
}
