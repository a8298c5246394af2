//! Invariants of an API's configuration that need no look at other data.

use super::{ApiConfiguration, VERBS};
use crate::Invalid;
use crate::tenant::TenantDomain;

/// Characters WSO2 refuses in an API's name.
const BAD_NAME: &[char] = &[
    '~', '!', '@', '#', ';', '%', '^', '*', '(', ')', '+', '=', '{', '}', '|', '\\', '<', '>', '"', '\'',
    ',', '&', '$', '[', ']', '/',
];

impl ApiConfiguration {
    /// Everything wrong with this configuration by itself; empty when it is fine.
    pub fn problems(&self) -> Vec<Invalid> {
        let mut bad = Vec::new();
        check_name(&self.name, &mut bad);
        check_version(&self.version, &mut bad);
        check_context(&self.context, &mut bad);
        one_of("visibility", &self.visibility, &["PUBLIC", "PRIVATE", "RESTRICTED"], &mut bad);
        one_of("accessControl", &self.access_control, &["NONE", "RESTRICTED"], &mut bad);
        let subscribers = ["CURRENT_TENANT", "ALL_TENANTS", "SPECIFIC_TENANTS"];
        one_of("subscriptionAvailability", &self.subscription_availability, &subscribers, &mut bad);
        if self.cache_timeout < 0 {
            bad.push(Invalid::new("cacheTimeout", "must not be negative"));
        }
        for (i, t) in self.transport.iter().enumerate() {
            one_of(&format!("transport[{i}]"), t, &["http", "https", "ws", "wss"], &mut bad);
        }
        if self.operations.len() > 2_000 {
            bad.push(Invalid::new("operations", "at most 2000 operations are allowed"));
        }
        for (i, op) in self.operations.iter().enumerate() {
            one_of(&format!("operations[{i}].verb"), &op.verb, &VERBS, &mut bad);
            if let Err(message) = check_target(&op.target) {
                bad.push(Invalid::new(format!("operations[{i}].target"), message));
            }
        }
        if self.description.as_ref().is_some_and(|d| d.len() > 32_766) {
            bad.push(Invalid::new("description", "must have at most 32766 bytes"));
        }
        bad
    }

    /// Base path in the gateway with tenant prefix and version, e.g. `/t/a.com/pizza/1.0.0`.
    pub fn full_context(&self, tenant: &TenantDomain) -> String {
        let prefix = tenant.context_prefix();
        let context = self.context.trim_end_matches('/');
        if context.contains("{version}") {
            format!("{prefix}{}", context.replace("{version}", &self.version))
        } else {
            format!("{prefix}{context}/{}", self.version)
        }
    }

    /// Base path without the version, for the default version.
    pub fn default_context(&self, tenant: &TenantDomain) -> String {
        let context = self.context.replace("/{version}", "").replace("{version}", "");
        format!("{}{}", tenant.context_prefix(), context.trim_end_matches('/'))
    }
}

fn check_name(name: &str, bad: &mut Vec<Invalid>) {
    if name.trim().is_empty() || name.len() > 150 {
        bad.push(Invalid::new("name", "must have 1 to 150 characters"));
    } else if name.contains(BAD_NAME) || name.chars().any(char::is_control) {
        bad.push(Invalid::new(
            "name",
            "contains a character that is not allowed; use letters, digits, '-', '_', '.' and spaces",
        ));
    }
}

fn check_version(version: &str, bad: &mut Vec<Invalid>) {
    let ok = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    if version.is_empty() || version.len() > 30 {
        bad.push(Invalid::new("version", "must have 1 to 30 characters"));
    } else if !version.chars().all(ok) {
        bad.push(Invalid::new("version", "may contain only letters, digits, '.', '-' and '_'"));
    }
}

fn check_context(context: &str, bad: &mut Vec<Invalid>) {
    let rest = context.replace("{version}", "v");
    let ok = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | '~');
    if context.is_empty() || context.len() > 232 || context == "/" {
        bad.push(Invalid::new("context", "must have 2 to 232 characters, such as /pizza"));
    } else if !rest.chars().all(ok) || rest.contains("//") || rest.split('/').any(|s| s == "." || s == "..") {
        bad.push(Invalid::new("context", "is malformed; use path segments of letters, digits, '.', '-', '_', '~', and at most the template {version}"));
    } else if context.starts_with("/t/") {
        bad.push(Invalid::new("context", "must not start with /t/, which is reserved for tenants"));
    } else if context.matches("{version}").count() > 1 {
        bad.push(Invalid::new("context", "may contain {version} only once"));
    }
}

fn check_target(target: &str) -> Result<(), &'static str> {
    if !target.starts_with('/') || target.len() > 512 {
        return Err("must start with '/' and have at most 512 characters");
    }
    // '?' and '#' are in many definitions, to tell operations of one path apart: they are kept, and match no request.
    if target.chars().any(|c| c.is_control() || c == ' ') {
        return Err("must not contain spaces or control characters");
    }
    let mut depth = 0i32;
    for c in target.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if !(0..=1).contains(&depth) {
            return Err("has unbalanced braces");
        }
    }
    if depth == 0 { Ok(()) } else { Err("has unbalanced braces") }
}

fn one_of(field: &str, value: &str, allowed: &[&str], bad: &mut Vec<Invalid>) {
    if !allowed.contains(&value) {
        bad.push(Invalid::new(field, format!("must be one of {}", allowed.join(", "))));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn api(name: &str, context: &str, version: &str) -> ApiConfiguration {
        ApiConfiguration {
            name: name.into(),
            context: context.into(),
            version: version.into(),
            ..Default::default()
        }
    }

    #[test]
    fn bad_basics_are_named() {
        assert!(api("Pizza", "/pizza", "1.0.0").problems().is_empty());
        for (a, field) in [
            (api(" ", "/p", "1"), "name"),
            (api("P", "/", "1"), "context"),
            (api("P", "", "1"), "context"),
            (api("P", "/p`", "1"), "context"),
            (api("P", "/p q", "1"), "context"),
            (api("P", "/a/../b", "1"), "context"),
            (api("P", "/p", ""), "version"),
            (api("P", "/p", "1/2"), "version"),
        ] {
            assert_eq!(a.problems()[0].field, field);
        }
    }

    #[test]
    fn contexts() {
        let t = TenantDomain::parse("a.com").expect("domain");
        assert_eq!(api("P", "/p", "1").full_context(&t), "/t/a.com/p/1");
        assert_eq!(api("P", "/{version}/p", "1").full_context(&TenantDomain::super_tenant()), "/1/p");
        assert_eq!(api("P", "/{version}/p", "1").default_context(&t), "/t/a.com/p");
    }
}
