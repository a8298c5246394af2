//! Parameters: their form, place and uniqueness.

use serde_json::Value;

use super::check::Kind::{Boolean, Object as Members, Scalar, Text};
use super::check::Need::{Expected, Optional, Required};
use super::check::{Check, Member};
use crate::openapi::Object;
use crate::problem::{Code, Pointer};

impl<'d> Check<'d> {
    /// `parameters` of a path item or an operation.
    pub fn parameters(&mut self, parent: &'d Object, at: &Pointer<'_>) {
        let list = at.key("parameters");
        let mut seen: Vec<(&str, &str)> = Vec::new();
        let mut bodies = 0;
        for (i, value) in Self::items(parent, "parameters") {
            let at = list.index(i);
            self.parameter(value, &at);
            let Some(parameter) = self.resolved(value) else { continue };
            let text = |name: &str| parameter.get(name).and_then(Value::as_str);
            if let (Some(name), Some(place)) = (text("name"), text("in")) {
                if seen.contains(&(name, place)) {
                    let message = format!("the {place} parameter \"{name}\" is declared twice");
                    self.error(Code::DuplicateParameter, &at, message);
                }
                seen.push((name, place));
                bodies += usize::from(place == "body");
            }
        }
        if bodies > 1 {
            self.error(Code::DuplicateParameter, &list, "an operation takes at most one body parameter");
        }
    }

    pub fn parameter(&mut self, value: &'d Value, at: &Pointer<'_>) {
        let Some(parameter) = self.inline(value, at) else { return };
        self.members(
            parameter,
            at,
            &[
                Member("name", Scalar, Required),
                Member("in", Text, Required),
                Member("description", Scalar, Optional),
                Member("required", Boolean, Optional),
            ],
        );
        let place = parameter.get("in").and_then(Value::as_str);
        if let Some(place) = place {
            let allowed: &[&str] = if self.is_v2() {
                &["query", "header", "path", "formData", "body"]
            } else {
                &["query", "header", "path", "cookie"]
            };
            if !allowed.contains(&place) {
                let message =
                    format!("\"{place}\" is no place of a parameter; allowed are {}", allowed.join(", "));
                self.error(Code::InvalidValue, &at.key("in"), message);
            }
        }
        if place == Some("path") && !parameter.get("required").is_some_and(crate::extensions::truth) {
            self.error(Code::PathParameter, at, "a path parameter must have \"required\": true");
        }
        if self.is_v2() {
            self.v2_parameter(parameter, place, at);
            return;
        }
        self.members(
            parameter,
            at,
            &[
                Member("deprecated", Boolean, Optional),
                Member("allowEmptyValue", Boolean, Optional),
                Member("explode", Boolean, Optional),
                Member("allowReserved", Boolean, Optional),
                Member("style", Text, Optional),
                Member("content", Members, Optional),
                Member("examples", Members, Optional),
            ],
        );
        if !parameter.contains_key("schema") && !parameter.contains_key("content") {
            self.warn(Code::MissingMember, at, "one of \"schema\" and \"content\" should be there");
        }
        self.schema_member(parameter, "schema", at);
        self.content(parameter, at);
    }

    fn v2_parameter(&mut self, parameter: &'d Object, place: Option<&str>, at: &Pointer<'_>) {
        if place == Some("body") {
            self.members(parameter, at, &[Member("schema", Members, Required)]);
            self.schema_member(parameter, "schema", at);
        } else {
            // A schema in place of a type is a common slip, which tools take.
            let need = if parameter.contains_key("schema") { Expected } else { Required };
            self.members(
                parameter,
                at,
                &[Member("type", Text, need), Member("collectionFormat", Text, Optional)],
            );
            self.schema(parameter, at);
        }
    }
}
