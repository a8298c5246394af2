//! Operations and their callbacks.

use serde_json::Value;

use super::check::Kind::{Array, Boolean, Object as Members, Scalar, Texts};
use super::check::Need::{Optional, Required};
use super::check::{Check, Member};
use crate::problem::{Code, Pointer};

impl<'d> Check<'d> {
    pub fn operation(&mut self, operation: &'d Value, at: &Pointer<'_>) {
        let Some(operation) = self.object(operation, at) else { return };
        self.members(
            operation,
            at,
            &[
                Member("tags", Texts, Optional),
                Member("summary", Scalar, Optional),
                Member("description", Scalar, Optional),
                Member("operationId", Scalar, Optional),
                Member("parameters", Array, Optional),
                Member("responses", Members, if self.is_v3_1() { Optional } else { Required }),
                Member("deprecated", Boolean, Optional),
                Member("security", Array, Optional),
                Member("externalDocs", Members, Optional),
            ],
        );
        if self.is_v2() {
            let members = ["consumes", "produces", "schemes"].map(|name| Member(name, Texts, Optional));
            self.members(operation, at, &members);
        } else {
            self.members(
                operation,
                at,
                &[
                    Member("requestBody", Members, Optional),
                    Member("callbacks", Members, Optional),
                    Member("servers", Array, Optional),
                ],
            );
            self.servers(operation, at);
        }
        self.operation_id(operation.get("operationId").and_then(Value::as_str), at);
        self.parameters(operation, at);
        if let Some(body) = operation.get("requestBody").filter(|body| body.is_object()) {
            self.request_body(body, &at.key("requestBody"));
        }
        self.responses(operation, at);
        self.security(operation, at);
        let callbacks = at.key("callbacks");
        for (name, callback) in Self::entries(operation, "callbacks") {
            self.callback(callback, &callbacks.key(name));
        }
    }

    pub fn callback(&mut self, callback: &'d Value, at: &Pointer<'_>) {
        let Some(callback) = self.inline(callback, at) else { return };
        for (expression, item) in callback.iter().filter(|(name, _)| !name.starts_with("x-")) {
            self.path_item(item, None, &at.key(expression));
        }
    }

    fn operation_id(&mut self, id: Option<&'d str>, at: &Pointer<'_>) {
        let Some(id) = id.filter(|id| !id.is_empty()) else { return };
        match self.operation_ids.get(id) {
            Some(first) => {
                let message =
                    format!("the operationId \"{id}\" is already that of {first}; it must be unique");
                self.error(Code::DuplicateOperationId, &at.key("operationId"), message);
            }
            None => {
                self.operation_ids.insert(id, at.to_string());
            }
        }
    }
}
