//! `paths` and `webhooks`: templates that clash, and the items.

use std::collections::HashMap;

use serde_json::Value;

use super::check::Kind::{Array, Scalar};
use super::check::Need::Optional;
use super::check::{Check, Member};
use crate::openapi::{Object, Verb};
use crate::problem::{Code, Pointer};
use crate::uri_template;

impl<'d> Check<'d> {
    pub fn paths(&mut self, at: &Pointer<'_>) {
        let paths = at.key("paths");
        for (path, item) in Self::entries(self.root, "paths").filter(|(path, _)| !path.starts_with("x-")) {
            let at = paths.key(path);
            self.template(path, &at);
            self.path_item(item, Some(path), &at);
        }
        self.clashes(&paths);
        let webhooks = at.key("webhooks");
        for (name, item) in Self::entries(self.root, "webhooks") {
            self.path_item(item, None, &webhooks.key(name));
        }
    }

    fn template(&mut self, path: &str, at: &Pointer<'_>) {
        if !path.starts_with('/') {
            self.error(Code::PathWithoutSlash, at, format!("the path \"{path}\" must begin with '/'"));
        }
        let mut depth = 0_i32;
        let balanced = path.chars().all(|c| {
            depth += i32::from(c == '{') - i32::from(c == '}');
            (0..=1).contains(&depth)
        });
        if !balanced || depth != 0 || path.contains("{}") {
            let message =
                format!("the path template \"{path}\" is malformed: braces must pair and name a parameter");
            self.error(Code::PathTemplate, at, message);
        } else if path.contains(['?', '#']) {
            self.warn(
                Code::PathTemplate,
                at,
                format!("the path \"{path}\" must not hold a query or fragment"),
            );
        }
    }

    /// Paths that the gateway or a client cannot tell apart: with and without a slash at the end, or
    /// different in the names of parameters only.
    fn clashes(&mut self, paths: &Pointer<'_>) {
        let mut seen: HashMap<(String, Verb), &str> = HashMap::new();
        for (path, item) in Self::entries(self.root, "paths").filter(|(path, _)| path.starts_with('/')) {
            let Some(item) = self.resolved(item) else { continue };
            for verb in item.keys().filter_map(|member| Verb::of_member(member)) {
                let shape = (nameless(uri_template::normalise(path)), verb);
                let Some(&other) = seen.get(&shape) else {
                    seen.insert(shape, path);
                    continue;
                };
                let message = format!("{verb} \"{path}\" and {verb} \"{other}\" are the same resource");
                if uri_template::normalise(path) == uri_template::normalise(other) {
                    self.error(Code::PathConflict, &paths.key(path), message);
                } else {
                    self.warn(Code::PathConflict, &paths.key(path), message);
                }
            }
        }
    }

    /// A path item; `path` is absent where there is no template (webhooks, callbacks, components).
    pub fn path_item(&mut self, item: &'d Value, path: Option<&str>, at: &Pointer<'_>) {
        let Some(object) = self.object(item, at) else { return };
        if let Some(reference) = object.get("$ref") {
            self.reference(reference, false, &at.key("$ref"));
        }
        self.members(
            object,
            at,
            &[
                Member("summary", Scalar, Optional),
                Member("description", Scalar, Optional),
                Member("parameters", Array, Optional),
                Member("servers", Array, Optional),
            ],
        );
        self.servers(object, at);
        self.parameters(object, at);
        // A referenced item's operations are met in place; here they meet this template.
        let effective = self.resolved(item).unwrap_or(object);
        let shared: Vec<&'d Value> = [effective, object]
            .iter()
            .flat_map(|item| Self::items(item, "parameters"))
            .map(|(_, p)| p)
            .collect();
        for (member, operation) in effective {
            if Verb::of_member(member).is_some() || member == "trace" {
                let at = at.key(member);
                if object.contains_key(member) {
                    self.operation(operation, &at);
                }
                if let (Some(path), Some(operation)) = (path, operation.as_object()) {
                    self.path_parameters(path, operation, &shared, &at);
                }
            } else if object.contains_key(member)
                && !KNOWN.contains(&member.as_str())
                && !member.starts_with("x-")
            {
                let message =
                    format!("the member \"{member}\" is not known in a path item; it is kept and ignored");
                self.warn(Code::UnknownMember, &at.key(member), message);
            }
        }
    }

    /// Parameters of the template must be declared; declared ones should be in it.
    fn path_parameters(&mut self, path: &str, operation: &'d Object, shared: &[&'d Value], at: &Pointer<'_>) {
        let own = Self::items(operation, "parameters").map(|(_, parameter)| parameter);
        let mut declared = Vec::new();
        for parameter in own.chain(shared.iter().copied()) {
            let Some(parameter) = self.resolved(parameter) else { return };
            if parameter.get("in").is_some_and(|place| place == "path") {
                declared.extend(parameter.get("name").and_then(Value::as_str));
            }
        }
        let wanted = uri_template::parameter_names(path);
        for name in wanted.iter().filter(|name| !declared.contains(*name)) {
            let message =
                format!("the parameter \"{name}\" of the path is not declared by the operation or its path");
            if self.is_v2() {
                self.warn(Code::PathParameter, at, message);
            } else {
                self.error(Code::PathParameter, at, message);
            }
        }
        for name in declared.iter().filter(|name| !wanted.contains(*name)) {
            self.warn(
                Code::PathParameter,
                at,
                format!("the path parameter \"{name}\" is not in the path \"{path}\""),
            );
        }
    }
}

const KNOWN: [&str; 5] = ["$ref", "summary", "description", "parameters", "servers"];

/// A template with the names of its parameters left out.
fn nameless(path: &str) -> String {
    let mut shape = String::with_capacity(path.len());
    let mut inside = false;
    for c in path.chars() {
        match c {
            '{' => inside = true,
            '}' => {
                inside = false;
                shape.push_str("{}");
            }
            _ if inside => {}
            c => shape.push(c),
        }
    }
    shape
}
