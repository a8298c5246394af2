//! OpenAPI documents: a tree of JSON values with thin views, so that nothing a user wrote is lost.

mod devportal;
mod edit;
mod generate;
mod info;
mod merge;
mod operation;
mod publisher;
pub(crate) mod reference;
mod scope;
mod security;
mod validate;

use std::borrow::Cow;
use std::fmt;

use serde_json::{Map, Value};

pub use crate::text::Format;
pub use devportal::Devportal;
pub use generate::ApiDescription;
pub use info::Info;
pub use merge::Part;
pub use operation::{AuthType, Operation, OperationSpec, Verb};
pub use scope::Scope;
pub use validate::Validation;

use crate::limits::Limits;
use crate::problem::{Code, Problem};
use crate::text;

/// A member of the tree.
pub(crate) type Object = Map<String, Value>;

/// The families of OpenAPI that are supported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// Swagger 2.0.
    V2,
    /// OpenAPI 3.0.x.
    V3_0,
    /// OpenAPI 3.1.x.
    V3_1,
}

/// A document that has been read: an object with a supported version. It may still be invalid; see
/// [`OpenApi::validate`].
#[derive(Debug, Clone)]
pub struct OpenApi {
    root: Object,
    version: Version,
    format: Format,
    /// The text that was read, until the document is edited.
    original: Option<String>,
}

impl OpenApi {
    /// Reads a document in JSON or YAML.
    ///
    /// # Errors
    /// What made it unreadable: a bound of `limits`, the encoding, the syntax, a duplicate name, a
    /// root that is no object, or an unsupported version.
    pub fn parse(bytes: &[u8], limits: &Limits) -> Result<Self, Vec<Problem>> {
        let (original, format, value) = text::read(bytes, limits).map_err(|problem| vec![problem])?;
        let Value::Object(root) = value else {
            return Err(vec![Problem::new(Code::NotAnObject, "", "the document must be an object")]);
        };
        let version = detect(&root).map_err(|problem| vec![problem])?;
        Ok(Self { root, version, format, original: Some(original) })
    }

    fn edited(root: Object, version: Version, format: Format) -> Self {
        Self { root, version, format, original: None }
    }

    pub fn version(&self) -> Version {
        self.version
    }

    /// The notation it was read in, and in which [`OpenApi::text`] gives it.
    pub fn format(&self) -> Format {
        self.format
    }

    /// The members of the document.
    pub fn root(&self) -> &Map<String, Value> {
        &self.root
    }

    /// The document as text: byte for byte what was read, or after an edit a new rendering.
    pub fn text(&self) -> Cow<'_, str> {
        match &self.original {
            Some(text) => Cow::Borrowed(text),
            None => Cow::Owned(self.render(self.format)),
        }
    }

    /// The document as JSON: its own text when that is JSON, else a rendering.
    pub fn as_json(&self) -> Cow<'_, str> {
        match self.format {
            Format::Json => self.text(),
            Format::Yaml => Cow::Owned(self.to_json()),
        }
    }

    /// The document as JSON, whatever it was read from.
    pub fn to_json(&self) -> String {
        self.render(Format::Json)
    }

    /// The document as YAML, whatever it was read from.
    pub fn to_yaml(&self) -> String {
        self.render(Format::Yaml)
    }

    fn render(&self, format: Format) -> String {
        text::write(&self.root, format)
    }

    /// The version as the document states it, such as `3.0.1`.
    pub fn version_text(&self) -> String {
        ["openapi", "swagger"].iter().find_map(|name| version_of(&self.root, name)).unwrap_or_default()
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::V2 => "2.0",
            Self::V3_0 => "3.0",
            Self::V3_1 => "3.1",
        })
    }
}

const ALLOWED: &str = "\"swagger\": \"2.0\", \"openapi\": \"3.0.x\" or \"openapi\": \"3.1.x\"";

fn detect(root: &Object) -> Result<Version, Problem> {
    for member in ["openapi", "swagger"] {
        let Some(stated) = root.get(member) else { continue };
        let text = version_of(root, member).ok_or_else(|| {
            let message = format!("the version must be text; allowed are {ALLOWED}");
            Problem::new(Code::WrongType, format!("/{member}"), message)
        })?;
        let is = |family: &str| {
            text == family || text.strip_prefix(family).is_some_and(|rest| rest.starts_with('.'))
        };
        return match member {
            "swagger" if is("2.0") => Ok(Version::V2),
            "openapi" if is("3.0") => Ok(Version::V3_0),
            "openapi" if is("3.1") => Ok(Version::V3_1),
            _ => {
                let message = format!("the version {stated} is not supported; allowed are {ALLOWED}");
                Err(Problem::new(Code::UnknownVersion, format!("/{member}"), message))
            }
        };
    }
    let message = format!("the document states no OpenAPI version; allowed are {ALLOWED}");
    Err(Problem::new(Code::UnknownVersion, "", message))
}

/// YAML reads an unquoted `2.0` as a number; people write that.
fn version_of(root: &Object, member: &str) -> Option<String> {
    match root.get(member)? {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
