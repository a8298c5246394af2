//! The operations of our APIs, read from their generated documents.

use std::collections::BTreeSet;
use std::sync::Arc;

use http::Method;
use serde_json::Value;

use crate::app::App;
use crate::snapshot::documents;

pub struct Operation {
    /// Name of the API, e.g. `publisher`.
    pub api: &'static str,
    pub method: Method,
    /// Template with the API's base path.
    pub path: String,
    pub needs: Needs,
    pub parameters: Vec<Parameter>,
    pub body: Option<Body>,
    pub document: Arc<Value>,
}

/// Credentials that open an operation.
#[derive(Debug, Default)]
pub struct Needs {
    /// `()` in the annotation.
    pub anonymous: bool,
    pub basic: bool,
    /// Any one of these; none needed when it is `Some` and empty.
    pub scopes: Option<BTreeSet<String>>,
}

#[derive(Debug)]
pub struct Parameter {
    pub name: String,
    /// `path`, `query` or `header`.
    pub place: String,
    pub required: bool,
    pub schema: Value,
}

pub struct Body {
    pub media: String,
    pub schema: Value,
    pub required: bool,
}

impl Operation {
    /// Every operation of the APIs under the guard.
    pub fn all(app: &App) -> Vec<Self> {
        let of_api = |(api, document)| Self::of(api, &Arc::new(document));
        documents(app).into_iter().filter(|(api, _)| *api != "oauth").flat_map(of_api).collect()
    }

    /// The operations of a document.
    pub fn of(api: &'static str, document: &Arc<Value>) -> Vec<Self> {
        let mut all = Vec::new();
        for (path, item) in document["paths"].as_object().expect("paths") {
            for (method, operation) in item.as_object().expect("operations") {
                all.push(Self {
                    api,
                    method: method.to_uppercase().parse().expect("a method"),
                    path: path.clone(),
                    needs: Needs::of(operation),
                    parameters: parameters(operation),
                    body: body(operation),
                    document: document.clone(),
                });
            }
        }
        all
    }

    /// Path below the API's base path.
    pub fn relative(&self) -> &str {
        const BASES: [&str; 5] = [
            "/api/am/publisher/v4",
            "/api/am/devportal/v3",
            "/api/am/admin/v4",
            "/api/am/devops/v0",
            "/api/server/v1",
        ];
        BASES.iter().find_map(|base| self.path.strip_prefix(base)).unwrap_or(&self.path)
    }

    pub fn label(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// A `$ref` followed.
    pub fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str().and_then(|r| r.strip_prefix('#')) {
            Some(pointer) => self.document.pointer(pointer).expect("a schema of the document"),
            None => schema,
        }
    }
}

impl Needs {
    /// Open to all, whatever they send along.
    pub fn open_to_all(&self) -> bool {
        self.anonymous && !self.basic && self.scopes.is_none()
    }

    fn of(operation: &Value) -> Self {
        let requirements: Vec<_> =
            operation["security"].as_array().into_iter().flatten().filter_map(Value::as_object).collect();
        let bearer = requirements.iter().any(|r| r.contains_key(rest::guard::OAUTH2));
        Self {
            anonymous: requirements.iter().any(|r| r.is_empty()),
            basic: requirements.iter().any(|r| r.contains_key(rest::guard::BASIC)),
            scopes: bearer.then(|| testkit::contract::scopes(operation)),
        }
    }
}

fn parameters(operation: &Value) -> Vec<Parameter> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let all = operation["parameters"].as_array().into_iter().flatten();
    all.map(|p| Parameter {
        name: text(&p["name"]),
        place: text(&p["in"]),
        required: p["required"] == Value::Bool(true),
        schema: p["schema"].clone(),
    })
    .collect()
}

fn body(operation: &Value) -> Option<Body> {
    let body = &operation["requestBody"];
    let (media, content) = body["content"].as_object()?.iter().next()?;
    let required = body["required"] == Value::Bool(true);
    Some(Body { media: media.clone(), schema: content["schema"].clone(), required })
}
