//! One document of the operations of several.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::security::object_at;
use super::{ApiDescription, Format, Object, OpenApi, OperationSpec, Scope, Version, reference};

/// A document, and which of its operations are taken.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    pub document: &'a OpenApi,
    pub operations: &'a [OperationSpec],
}

impl OpenApi {
    /// An OpenAPI 3 document of exactly the parts' operations, in their order, with `scopes` in the OAuth2 scheme
    /// `default`. Operations keep their bodies and the components that these refer to; a component whose name is
    /// taken by another part gets a number behind its name, and an operation id that is taken is left out. Of an
    /// OpenAPI 2.0 part, whose bodies are written otherwise, texts and tags are kept. Of two operations with the same
    /// path and verb the first stays.
    pub fn merge(about: &ApiDescription, parts: &[Part<'_>], scopes: &[Scope]) -> Self {
        let mut merged = Merged::default();
        let mut all: Vec<OperationSpec> = Vec::new();
        for (at, part) in parts.iter().enumerate() {
            for spec in part.operations {
                if all.iter().any(|s| s.verb == spec.verb && s.target == spec.target) {
                    continue;
                }
                all.push(spec.clone());
                if let Some(operation) = merged.operation(at, part.document, spec) {
                    let item = object_at(&mut merged.paths, &spec.target);
                    item.insert(spec.verb.member().to_owned(), Value::Object(operation));
                }
            }
        }
        let latest = parts.iter().any(|p| p.document.version == Version::V3_1);
        let Self { mut root, .. } = Self::generate(about, &[], &[]);
        let version = if latest { Version::V3_1 } else { Version::V3_0 };
        root.insert("openapi".to_owned(), json!(if latest { "3.1.0" } else { "3.0.1" }));
        root.insert("paths".to_owned(), Value::Object(merged.paths));
        if !merged.components.is_empty() {
            let components = object_at(&mut root, "components");
            for (section, members) in merged.components {
                object_at(components, &section).extend(members);
            }
        }
        Self::edited(root, version, Format::Json).with_operations(&all, scopes)
    }
}

#[derive(Default)]
struct Merged {
    paths: Object,
    /// By section, such as `schemas`.
    components: BTreeMap<String, Object>,
    /// New names by part, section and name; names as pointers have them.
    names: BTreeMap<(usize, String, String), String>,
    operation_ids: Vec<String>,
}

impl Merged {
    /// The operation as the merged document has it, with what it refers to copied; `None` where the document does not
    /// describe it.
    fn operation(&mut self, part: usize, document: &OpenApi, spec: &OperationSpec) -> Option<Object> {
        let item = reference::resolve(&document.root, document.root.get("paths")?.get(&spec.target)?)?;
        let mut operation = item.get(spec.verb.member())?.as_object()?.clone();
        operation.shift_remove("security");
        let id = operation.get("operationId").and_then(Value::as_str).map(str::to_owned);
        match id {
            Some(id) if !self.operation_ids.contains(&id) => self.operation_ids.push(id),
            _ => drop(operation.shift_remove("operationId")),
        }
        if document.version == Version::V2 {
            const KEPT: [&str; 5] = ["tags", "summary", "description", "operationId", "deprecated"];
            operation.retain(|name, _| KEPT.contains(&name.as_str()) || name.starts_with("x-"));
            let plain = super::edit::new_operation(spec, &Object::new(), Version::V3_0);
            operation.extend(plain);
            return Some(operation);
        }
        inherit_parameters(&document.root, item, &mut operation);
        let mut operation = Value::Object(operation);
        let mut wanted = Vec::new();
        self.adopt(part, &mut operation, &mut wanted);
        while let Some((section, name)) = wanted.pop() {
            let pointer = format!("#/components/{section}/{name}");
            let found = document.root.get("components").and_then(|c| {
                let plain = name.replace("~1", "/").replace("~0", "~");
                c.get(&section)?.get(&plain).cloned()
            });
            let Some(mut component) = found else { continue };
            self.adopt(part, &mut component, &mut wanted);
            let new = self.names.get(&(part, section.clone(), name)).cloned().unwrap_or(pointer);
            let plain = new.replace("~1", "/").replace("~0", "~");
            self.components.entry(section).or_default().insert(plain, component);
        }
        let Value::Object(operation) = operation else { return None };
        Some(operation)
    }

    /// Gives references their new names; components that have none yet get one and are `wanted`.
    fn adopt(&mut self, part: usize, value: &mut Value, wanted: &mut Vec<(String, String)>) {
        match value {
            Value::Object(members) => {
                for (name, member) in members.iter_mut() {
                    match member {
                        Value::String(text) if name == "$ref" => self.rename(part, text, wanted),
                        Value::Object(mapping) if name == "mapping" => {
                            for target in mapping.values_mut() {
                                if let Value::String(text) = target {
                                    self.rename(part, text, wanted);
                                }
                            }
                        }
                        other => self.adopt(part, other, wanted),
                    }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.adopt(part, item, wanted)),
            _ => {}
        }
    }

    fn rename(&mut self, part: usize, text: &mut String, wanted: &mut Vec<(String, String)>) {
        let Some((section, rest)) = text.strip_prefix("#/components/").and_then(|t| t.split_once('/')) else {
            return;
        };
        let (name, tail) = rest.split_once('/').map_or((rest, None), |(name, tail)| (name, Some(tail)));
        let key = (part, section.to_owned(), name.to_owned());
        let new = if let Some(new) = self.names.get(&key) {
            new.clone()
        } else {
            let taken = |new: &str| self.names.iter().any(|((_, s, _), n)| s == section && n == new);
            let numbered = (2_u32..).map(|n| format!("{name}_{n}"));
            let mut names = std::iter::once(name.to_owned()).chain(numbered);
            let new = names.find(|new| !taken(new)).unwrap_or_default();
            self.names.insert(key, new.clone());
            wanted.push((section.to_owned(), name.to_owned()));
            new
        };
        let tail = tail.map(|t| format!("/{t}")).unwrap_or_default();
        *text = format!("#/components/{section}/{new}{tail}");
    }
}

/// Parameters of the path item become the operation's, where it has none of the same name and place.
fn inherit_parameters(root: &Object, item: &Value, operation: &mut Object) {
    let Some(shared) = item.get("parameters").and_then(Value::as_array) else { return };
    let identity = |p: &Value| {
        let p = reference::resolve(root, p).unwrap_or(p);
        (p.get("name").cloned(), p.get("in").cloned())
    };
    let own = operation.get("parameters").and_then(Value::as_array).cloned().unwrap_or_default();
    let kept = shared.iter().filter(|p| !own.iter().any(|o| identity(o) == identity(p)));
    let all: Vec<Value> = kept.cloned().chain(own.iter().cloned()).collect();
    operation.insert("parameters".to_owned(), Value::Array(all));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Limits, Verb};

    fn parse(document: &Value) -> OpenApi {
        OpenApi::parse(document.to_string().as_bytes(), &Limits::default()).expect("a document")
    }

    #[test]
    fn components_of_two_documents_do_not_clash() {
        let document = |kind: &str| {
            parse(&json!({"openapi": "3.0.1", "info": {"title": kind, "version": "1"}, "paths": {
                format!("/{kind}"): {
                    "parameters": [{"name": "q", "in": "query", "schema": {"type": "string"}}],
                    "get": {"operationId": "list", "responses": {"200": {"description": kind, "content":
                        {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}}}}},
                    "post": {"responses": {"200": {"description": "not taken"}}}}},
                "components": {"schemas": {
                    "Pet": {"type": "object", "properties": {"of": {"$ref": "#/components/schemas/Kind"}}},
                    "Kind": {"type": "string", "enum": [kind]},
                    "Unused": {"type": "string"}}}}))
        };
        let (cats, dogs) = (document("cats"), document("dogs"));
        let old = parse(&json!({"swagger": "2.0", "info": {"title": "old", "version": "1"}, "paths": {
            "/birds/{id}": {"get": {"summary": "A bird", "parameters": [
                {"name": "id", "in": "path", "required": true, "type": "string"}],
                "responses": {"200": {"description": "OK", "schema": {"$ref": "#/definitions/Bird"}}}}}},
            "definitions": {"Bird": {"type": "object"}}}));
        let get = |target: &str| vec![OperationSpec::new(Verb::Get, target)];
        let (a, b, c) = (get("/cats"), get("/dogs"), get("/birds/{id}"));
        let parts = [
            Part { document: &cats, operations: &a },
            Part { document: &dogs, operations: &b },
            Part { document: &old, operations: &c },
        ];
        let merged = OpenApi::merge(&ApiDescription::new("Pets", "1.0.0"), &parts, &[]);
        let validation = merged.validate();
        assert!(validation.is_valid(), "{:?}", validation.errors);
        let root = Value::Object(merged.root.clone());
        let paths: Vec<_> = root["paths"].as_object().expect("paths").keys().collect();
        assert_eq!(paths, ["/cats", "/dogs", "/birds/{id}"]);
        assert!(root["paths"]["/cats"]["post"].is_null(), "an operation that was not asked for");
        let schema = |path: &str| {
            root["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
                .clone()
        };
        assert_eq!(schema("/cats"), "#/components/schemas/Pet");
        assert_eq!(schema("/dogs"), "#/components/schemas/Pet_2");
        let schemas = &root["components"]["schemas"];
        assert_eq!(schemas["Pet_2"]["properties"]["of"]["$ref"], "#/components/schemas/Kind_2");
        assert_eq!(schemas["Kind_2"]["enum"], json!(["dogs"]));
        assert!(schemas["Unused"].is_null());
        assert_eq!(root["paths"]["/cats"]["get"]["operationId"], "list");
        assert!(root["paths"]["/dogs"]["get"]["operationId"].is_null());
        assert_eq!(root["paths"]["/dogs"]["get"]["parameters"][0]["name"], "q");
        assert_eq!(root["paths"]["/birds/{id}"]["get"]["summary"], "A bird");
    }
}
