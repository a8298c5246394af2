//! The root of a document, `info`, `tags` and `servers`.

use serde_json::Value;

use super::check::Kind::{Array, Object as Members, Scalar, Text, Texts};
use super::check::Need::{Expected, Optional, Required};
use super::check::{Check, Member};
use crate::openapi::{Object, Version};
use crate::problem::{Code, Pointer};

impl<'d> Check<'d> {
    pub fn document(&mut self) {
        let (root, at) = (self.root, Pointer::Root);
        self.members(
            root,
            &at,
            &[
                Member("info", Members, Required),
                Member("paths", Members, if self.is_v3_1() { Optional } else { Required }),
                Member("tags", Array, Optional),
                Member("security", Array, Optional),
                Member("externalDocs", Members, Optional),
            ],
        );
        if self.is_v2() {
            self.members(
                root,
                &at,
                &[
                    Member("host", Text, Optional),
                    Member("basePath", Text, Optional),
                    Member("schemes", Texts, Optional),
                    Member("consumes", Texts, Optional),
                    Member("produces", Texts, Optional),
                    Member("definitions", Members, Optional),
                    Member("parameters", Members, Optional),
                    Member("responses", Members, Optional),
                    Member("securityDefinitions", Members, Optional),
                ],
            );
        } else {
            self.members(
                root,
                &at,
                &[
                    Member("servers", Array, Optional),
                    Member("components", Members, Optional),
                    Member("webhooks", Members, Optional),
                    Member("jsonSchemaDialect", Text, Optional),
                ],
            );
            self.servers(root, &at);
        }
        if self.is_v3_1() && !["paths", "components", "webhooks"].iter().any(|name| root.contains_key(*name))
        {
            self.error(
                Code::MissingMember,
                &at,
                "one of \"paths\", \"components\" and \"webhooks\" must be there",
            );
        }
        self.unknown_members();
        if let Some(info) = root.get("info").and_then(Value::as_object) {
            self.info(info, &at.key("info"));
        }
        for (i, tag) in Self::items(root, "tags") {
            let tags = at.key("tags");
            let at = tags.index(i);
            if let Some(tag) = self.object(tag, &at) {
                self.members(
                    tag,
                    &at,
                    &[Member("name", Scalar, Required), Member("description", Scalar, Optional)],
                );
            }
        }
        self.security(root, &at);
        self.paths(&at);
        self.components();
    }

    fn unknown_members(&mut self) {
        let known: &[&str] = match self.version {
            Version::V2 => &[
                "swagger",
                "info",
                "host",
                "basePath",
                "schemes",
                "consumes",
                "produces",
                "paths",
                "definitions",
                "parameters",
                "responses",
                "securityDefinitions",
                "security",
                "tags",
                "externalDocs",
            ],
            Version::V3_0 => {
                &["openapi", "info", "servers", "paths", "components", "security", "tags", "externalDocs"]
            }
            Version::V3_1 => &[
                "openapi",
                "info",
                "jsonSchemaDialect",
                "servers",
                "paths",
                "webhooks",
                "components",
                "security",
                "tags",
                "externalDocs",
            ],
        };
        for name in self.root.keys().filter(|name| !name.starts_with("x-") && !known.contains(&name.as_str()))
        {
            let message = format!(
                "the member \"{name}\" is not known in OpenAPI {}; it is kept and ignored",
                self.version
            );
            self.warn(Code::UnknownMember, &Pointer::Root.key(name), message);
        }
    }

    fn info(&mut self, info: &'d Object, at: &Pointer<'_>) {
        self.members(
            info,
            at,
            &[
                Member("title", Scalar, Required),
                Member("version", Scalar, Required),
                Member("description", Scalar, Optional),
                Member("termsOfService", Scalar, Optional),
                Member("contact", Members, Optional),
                Member("license", Members, Optional),
            ],
        );
        if let Some(contact) = info.get("contact").and_then(Value::as_object) {
            let members = ["name", "url", "email"].map(|name| Member(name, Scalar, Optional));
            self.members(contact, &at.key("contact"), &members);
        }
        if let Some(license) = info.get("license").and_then(Value::as_object) {
            let members = [Member("name", Scalar, Expected), Member("url", Scalar, Optional)];
            self.members(license, &at.key("license"), &members);
        }
    }

    /// `servers` of the document, a path or an operation.
    pub fn servers(&mut self, parent: &'d Object, at: &Pointer<'_>) {
        let servers = at.key("servers");
        for (i, server) in Self::items(parent, "servers") {
            let at = servers.index(i);
            let Some(server) = self.object(server, &at) else { continue };
            self.members(
                server,
                &at,
                &[
                    Member("url", Text, Required),
                    Member("description", Scalar, Optional),
                    Member("variables", Members, Optional),
                ],
            );
            let variables = at.key("variables");
            for (name, variable) in Self::entries(server, "variables") {
                let at = variables.key(name);
                if let Some(variable) = self.object(variable, &at) {
                    self.members(
                        variable,
                        &at,
                        &[Member("default", Scalar, Expected), Member("enum", Texts, Optional)],
                    );
                }
            }
        }
    }
}
