//! The form that the publisher shows and exports: with the API's configuration as extensions.

use serde_json::Value;

use super::security::define_scopes;
use super::{Object, OpenApi, Verb};
use crate::extensions::Extensions;

impl OpenApi {
    /// Writes the configuration of the API as extensions: at the root, and
    /// `x-wso2-application-security` at each operation too, because its own security would otherwise
    /// override the root's. Fields absent from `extensions` remove their members. The OAuth2 scheme
    /// `default` is there afterwards.
    pub fn for_publisher(&self, extensions: &Extensions) -> Self {
        let mut root = self.root.clone();
        define_scopes(&mut root, self.version, &self.scopes(), None);
        for (name, value) in extensions.members() {
            match value {
                Some(value) => root.insert(name.to_owned(), value),
                None => root.shift_remove(name),
            };
        }
        let security = extensions
            .application_security
            .as_ref()
            .map(super::super::extensions::ApplicationSecurity::write);
        for operation in operations_mut(&mut root) {
            match &security {
                Some(security) => {
                    operation.insert("x-wso2-application-security".to_owned(), security.clone())
                }
                None => operation.shift_remove("x-wso2-application-security"),
            };
        }
        Self::edited(root, self.version, self.format)
    }
}

/// The path items that a document holds itself.
pub(super) fn path_items_mut(root: &mut Object) -> impl Iterator<Item = &mut Object> {
    let paths = root.get_mut("paths").and_then(Value::as_object_mut).into_iter().flatten();
    paths.filter(|(name, _)| !name.starts_with("x-")).filter_map(|(_, item)| item.as_object_mut())
}

/// The operations of those path items.
pub(super) fn operations_mut(root: &mut Object) -> impl Iterator<Item = &mut Object> {
    path_items_mut(root)
        .flatten()
        .filter(|(name, _)| Verb::of_member(name).is_some())
        .filter_map(|(_, o)| o.as_object_mut())
}
