//! Request bodies, responses, media types and headers.

use serde_json::Value;

use super::check::Kind::{Boolean, Object as Members, Scalar};
use super::check::Need::{Optional, Required};
use super::check::{Check, Member};
use crate::openapi::Object;
use crate::problem::{Code, Pointer};

impl<'d> Check<'d> {
    pub fn request_body(&mut self, body: &'d Value, at: &Pointer<'_>) {
        let Some(body) = self.inline(body, at) else { return };
        self.members(
            body,
            at,
            &[
                Member("content", Members, Required),
                Member("description", Scalar, Optional),
                Member("required", Boolean, Optional),
            ],
        );
        self.content(body, at);
    }

    pub fn responses(&mut self, operation: &'d Object, at: &Pointer<'_>) {
        let responses = at.key("responses");
        let mut found = false;
        for (status, response) in
            Self::entries(operation, "responses").filter(|(name, _)| !name.starts_with("x-"))
        {
            found = true;
            let at = responses.key(status);
            if !is_status(status) {
                let message =
                    format!("\"{status}\" is no status; allowed are 100 to 599, such as 2XX, and default");
                self.warn(Code::InvalidValue, &at, message);
            }
            self.response(response, &at);
        }
        if !found && operation.get("responses").is_some_and(Value::is_object) {
            self.warn(Code::MissingMember, &responses, "there should be at least one response");
        }
    }

    pub fn response(&mut self, response: &'d Value, at: &Pointer<'_>) {
        let Some(response) = self.inline(response, at) else { return };
        self.members(
            response,
            at,
            &[Member("description", Scalar, Required), Member("headers", Members, Optional)],
        );
        if self.is_v2() {
            self.members(response, at, &[Member("examples", Members, Optional)]);
            self.schema_member(response, "schema", at);
        } else {
            self.members(
                response,
                at,
                &[Member("content", Members, Optional), Member("links", Members, Optional)],
            );
            self.content(response, at);
        }
        let headers = at.key("headers");
        for (name, header) in Self::entries(response, "headers") {
            self.header(header, &headers.key(name));
        }
    }

    pub fn header(&mut self, header: &'d Value, at: &Pointer<'_>) {
        let Some(header) = self.inline(header, at) else { return };
        self.members(header, at, &[Member("description", Scalar, Optional)]);
        if self.is_v2() {
            self.schema(header, at);
        } else {
            self.schema_member(header, "schema", at);
            self.content(header, at);
        }
    }

    /// `content`: media types by name.
    pub fn content(&mut self, parent: &'d Object, at: &Pointer<'_>) {
        let content = at.key("content");
        for (name, media_type) in Self::entries(parent, "content") {
            let at = content.key(name);
            let Some(media_type) = self.object(media_type, &at) else { continue };
            self.members(
                media_type,
                &at,
                &[Member("examples", Members, Optional), Member("encoding", Members, Optional)],
            );
            self.schema_member(media_type, "schema", &at);
        }
    }
}

/// `200`, `2XX` or `default`.
fn is_status(status: &str) -> bool {
    status == "default"
        || matches!(
            status.as_bytes(),
            [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9'] | [b'1'..=b'5', b'X' | b'x', b'X' | b'x']
        )
}
