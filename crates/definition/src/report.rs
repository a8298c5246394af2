//! The answer to "is this text a valid OpenAPI document", in the shape of the publisher API's
//! `OpenAPIDefinitionValidationResponse`.

use crate::limits::Limits;
use crate::openapi::{Info, OpenApi, Version};
use crate::problem::{Code, Problem};

/// Stands in for the unknown host of a relative server URL.
const UNKNOWN_HOST: &str = "http://api.yourdomain.com";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValidationReport {
    pub is_valid: bool,
    /// The document as JSON, of a valid document.
    pub content: Option<String>,
    /// Of a valid document.
    pub info: Option<DefinitionInfo>,
    pub errors: Vec<ErrorItem>,
    /// Not part of the contract's answer; for logs and tools.
    pub warnings: Vec<Problem>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefinitionInfo {
    pub name: String,
    pub version: String,
    /// A proposal for the API's context: the title without white space, in lower case.
    pub context: String,
    pub description: Option<String>,
    /// The version as stated, such as `3.0.1`.
    pub openapi_version: String,
    pub endpoints: Vec<String>,
}

/// `ErrorListItem` of the contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorItem {
    /// 900754, or 900761 and 900762 for what is no OpenAPI document of version 2 or 3.
    pub code: u32,
    pub message: &'static str,
    /// The JSON pointer of the fault, and what is wrong there.
    pub description: String,
}

impl ValidationReport {
    /// Parses and validates. `host` is where the text was fetched from, scheme and authority, if it was;
    /// relative server URLs are resolved against it. The document comes along when it is valid.
    pub fn of(bytes: &[u8], limits: &Limits, host: Option<&str>) -> (Self, Option<OpenApi>) {
        let document = match OpenApi::parse(bytes, limits) {
            Ok(document) => document,
            Err(problems) => return (Self::invalid(problems, Vec::new()), None),
        };
        let validation = document.validate();
        if !validation.is_valid() {
            return (Self::invalid(validation.errors, validation.warnings), None);
        }
        let report = Self {
            is_valid: true,
            content: Some(document.as_json().into_owned()),
            info: Some(DefinitionInfo::of(&document, host)),
            errors: Vec::new(),
            warnings: validation.warnings,
        };
        (report, Some(document))
    }

    fn invalid(errors: Vec<Problem>, warnings: Vec<Problem>) -> Self {
        let errors = errors.iter().map(ErrorItem::from).collect();
        Self { is_valid: false, content: None, info: None, errors, warnings }
    }
}

impl From<&Problem> for ErrorItem {
    fn from(problem: &Problem) -> Self {
        let (code, message) = match problem.code {
            Code::UnknownVersion if problem.pointer == "/swagger" => {
                (900_761, "Invalid OpenAPI V2 definition found")
            }
            Code::UnknownVersion | Code::NotAnObject => (900_762, "Invalid OpenAPI V3 definition found"),
            _ => (900_754, "Error while parsing OpenAPI definition"),
        };
        Self { code, message, description: problem.to_string() }
    }
}

impl DefinitionInfo {
    fn of(document: &OpenApi, host: Option<&str>) -> Self {
        let Info { title, version, description, .. } = document.info();
        let host = host.unwrap_or(UNKNOWN_HOST).trim_end_matches('/');
        let absolute = |url: String| if url.starts_with('/') { format!("{host}{url}") } else { url };
        let context = title.split_whitespace().collect::<String>().to_lowercase();
        let openapi_version = match document.version() {
            Version::V2 => "2.0".to_owned(),
            _ => document.version_text(),
        };
        let endpoints = document.servers().into_iter().map(absolute).collect();
        Self { name: title, version, context, description, openapi_version, endpoints }
    }
}
