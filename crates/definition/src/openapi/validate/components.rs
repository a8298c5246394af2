//! Parts that are named once and referred to: `components`, and `definitions` and the like of 2.0.

use serde_json::Value;

use super::check::Check;
use crate::openapi::Object;
use crate::problem::{Code, Pointer};

impl<'d> Check<'d> {
    pub fn components(&mut self) {
        let at = Pointer::Root;
        if self.is_v2() {
            self.section(self.root, "definitions", &at, Self::schema_value);
            self.section(self.root, "parameters", &at, Self::parameter);
            self.section(self.root, "responses", &at, Self::response);
            self.section(self.root, "securityDefinitions", &at, Self::security_scheme);
            return;
        }
        let Some(components) = self.root.get("components").and_then(Value::as_object) else { return };
        let at = at.key("components");
        for (name, section) in
            components.iter().filter(|(name, section)| !name.starts_with("x-") && !section.is_null())
        {
            let at = at.key(name);
            if self.object(section, &at).is_some() && !SECTIONS.contains(&name.as_str()) {
                let message =
                    format!("the member \"{name}\" is not known in components; it is kept and ignored");
                self.warn(Code::UnknownMember, &at, message);
            }
        }
        self.section(components, "schemas", &at, Self::schema_value);
        self.section(components, "responses", &at, Self::response);
        self.section(components, "parameters", &at, Self::parameter);
        self.section(components, "requestBodies", &at, Self::request_body);
        self.section(components, "headers", &at, Self::header);
        self.section(components, "securitySchemes", &at, Self::security_scheme);
        self.section(components, "callbacks", &at, Self::callback);
        self.section(components, "pathItems", &at, |check, item, at| check.path_item(item, None, at));
    }

    fn section(
        &mut self,
        parent: &'d Object,
        name: &'static str,
        at: &Pointer<'_>,
        each: fn(&mut Self, &'d Value, &Pointer<'_>),
    ) {
        let section = at.key(name);
        for (name, value) in Self::entries(parent, name).filter(|(name, _)| !name.starts_with("x-")) {
            let at = section.key(name);
            if !self.is_v2() && !name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b)) {
                self.warn(Code::InvalidValue, &at, "a name may hold letters, digits, '.', '_' and '-'");
            }
            each(self, value, &at);
        }
    }
}

const SECTIONS: [&str; 10] = [
    "schemas",
    "responses",
    "parameters",
    "examples",
    "requestBodies",
    "headers",
    "securitySchemes",
    "links",
    "callbacks",
    "pathItems",
];
