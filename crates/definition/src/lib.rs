//! API definitions: OpenAPI 2.0, 3.0 and 3.1, in JSON and YAML.
//!
//! Owns: bounded parsing of what users upload ([`OpenApi::parse`]), structural validation, reading
//! operations, scopes and the `x-*` extensions that the gateway's configuration comes from, edits
//! that keep every member they do not touch, definitions generated from nothing, URI templates and
//! the compilation of message schemas.
//!
//! Must not know: where documents are stored or fetched from (there is no I/O here, remote `$ref`s
//! are reported, never followed), and the nouns of the platform: callers map their API to
//! [`OperationSpec`], [`Scope`] and [`Extensions`].

pub mod extensions;
mod limits;
pub mod openapi;
mod problem;
pub mod report;
pub mod schema;
mod text;
pub mod tree;
pub mod uri_template;

pub use extensions::Extensions;
pub use limits::Limits;
pub use openapi::{
    ApiDescription, AuthType, Devportal, Format, OpenApi, Operation, OperationSpec, Scope, Validation, Verb,
    Version,
};
pub use problem::{Code, Problem};
pub use report::ValidationReport;
pub use uri_template::UriTemplate;
