//! Security schemes and requirements.

use serde_json::Value;

use super::check::Kind::{Object as Members, Scalar, Text, Texts};
use super::check::Need::{Expected, Optional, Required};
use super::check::{Check, Member};
use crate::openapi::{Object, Version};
use crate::problem::{Code, Pointer};

impl<'d> Check<'d> {
    /// `security` of the document or an operation.
    pub fn security(&mut self, parent: &'d Object, at: &Pointer<'_>) {
        let list = at.key("security");
        for (i, requirement) in Self::items(parent, "security") {
            let at = list.index(i);
            let Some(requirement) = self.object(requirement, &at) else { continue };
            for (name, scopes) in requirement {
                let at = at.key(name);
                self.is(scopes, Texts, &at);
                if !self.has_scheme(name) {
                    let message = format!("the security scheme \"{name}\" is not defined");
                    self.warn(Code::UnknownSecurityScheme, &at, message);
                }
            }
        }
    }

    fn has_scheme(&self, name: &str) -> bool {
        let schemes = match self.version {
            Version::V2 => self.root.get("securityDefinitions"),
            _ => self.root.get("components").and_then(|components| components.get("securitySchemes")),
        };
        schemes.is_some_and(|schemes| schemes.get(name).is_some())
    }

    pub fn security_scheme(&mut self, scheme: &'d Value, at: &Pointer<'_>) {
        let Some(scheme) = self.inline(scheme, at) else { return };
        self.members(scheme, at, &[Member("type", Text, Required), Member("description", Scalar, Optional)]);
        let Some(kind) = scheme.get("type").and_then(Value::as_str) else { return };
        let allowed: &[&str] = match self.version {
            Version::V2 => &["basic", "apiKey", "oauth2"],
            Version::V3_0 => &["apiKey", "http", "oauth2", "openIdConnect"],
            Version::V3_1 => &["apiKey", "http", "mutualTLS", "oauth2", "openIdConnect"],
        };
        if !allowed.contains(&kind) {
            let message = format!("\"{kind}\" is no type of security; allowed are {}", allowed.join(", "));
            self.error(Code::InvalidValue, &at.key("type"), message);
        }
        match kind {
            "apiKey" => {
                self.members(scheme, at, &[Member("name", Text, Expected), Member("in", Text, Expected)]);
            }
            "http" => self.members(scheme, at, &[Member("scheme", Text, Expected)]),
            "openIdConnect" => self.members(scheme, at, &[Member("openIdConnectUrl", Text, Expected)]),
            "oauth2" if self.is_v2() => {
                self.members(scheme, at, &[Member("flow", Text, Expected)]);
                self.flow(scheme, at);
            }
            "oauth2" => {
                self.members(scheme, at, &[Member("flows", Members, Expected)]);
                let flows = at.key("flows");
                for (name, flow) in Self::entries(scheme, "flows").filter(|(name, _)| !name.starts_with("x-"))
                {
                    let at = flows.key(name);
                    if let Some(flow) = self.object(flow, &at) {
                        self.flow(flow, &at);
                    }
                }
            }
            _ => {}
        }
    }

    fn flow(&mut self, flow: &'d Object, at: &Pointer<'_>) {
        self.members(
            flow,
            at,
            &[
                Member("scopes", Members, Expected),
                Member("authorizationUrl", Text, Optional),
                Member("tokenUrl", Text, Optional),
            ],
        );
        let scopes = at.key("scopes");
        for (name, description) in Self::entries(flow, "scopes").filter(|(name, _)| !name.starts_with("x-")) {
            self.is(description, Scalar, &scopes.key(name));
        }
    }
}
