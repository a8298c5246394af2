//! What an environment may be: the contract's rules, by field.

use model::Invalid;
use model::tenant::TenantDomain;
use store::Tx;

use super::{Draft, PUBLIC_KEY, PermissionKind, Permissions, code};
use crate::error::Error;
use crate::{Environment, Vhost};

const LONGEST: usize = 255;
const LONGEST_DESCRIPTION: usize = 1_023;
/// Virtual hosts, URIs and properties of an environment: far more than anybody needs.
const MOST: usize = 100;
/// Bytes of a property's value.
const LONGEST_VALUE: usize = 4_096;
const FORBIDDEN: &str = "~!@#;:%^*()+={}|\\<>\"',&$";

pub fn draft(draft: &Draft) -> Result<(), Error> {
    let (mut bad, terms) = (Vec::new(), &draft.terms);
    let mut refuse = |field: String, message: String, code: Option<u32>| {
        let mut invalid = Invalid::new(field, message);
        invalid.code = code;
        bad.push(invalid);
    };
    if !is_name(&draft.name) {
        let message = format!("must have 1 to {LONGEST} characters, no spaces and none of {FORBIDDEN}");
        refuse("name".into(), message, None);
    }
    if terms.display_name.chars().count() > LONGEST {
        refuse("displayName".into(), format!("must have at most {LONGEST} characters"), None);
    }
    if terms.description.chars().count() > LONGEST_DESCRIPTION {
        refuse("description".into(), format!("must have at most {LONGEST_DESCRIPTION} characters"), None);
    }
    if terms.vhosts.is_empty() {
        refuse("vhosts".into(), "must have at least one virtual host".into(), Some(code::NO_VHOST));
    }
    let lengths = [
        ("vhosts", terms.vhosts.len()),
        ("endpointURIs", terms.endpoint_uris.len()),
        ("additionalProperties", terms.properties.len()),
        ("permissions.roles", terms.permissions.roles.len()),
    ];
    for (field, _) in lengths.into_iter().filter(|(_, n)| *n > MOST) {
        refuse(field.into(), format!("must be at most {MOST}"), None);
    }
    for (i, host) in terms.vhosts.iter().take(MOST).enumerate() {
        vhost(&format!("vhosts[{i}]"), host, &mut refuse);
        if terms.vhosts[..i].iter().any(|v| v.host.eq_ignore_ascii_case(&host.host)) {
            let message = "is there already: every virtual host of an environment needs its own name";
            refuse(format!("vhosts[{i}].host"), message.into(), Some(code::DUPLICATE_VHOST));
        }
    }
    for (i, property) in terms.properties.iter().take(MOST).enumerate() {
        let at = format!("additionalProperties[{i}]");
        if property.key.is_empty() || property.key.chars().count() > LONGEST {
            refuse(format!("{at}.key"), format!("must have 1 to {LONGEST} characters"), None);
        }
        if property.value.len() > LONGEST_VALUE {
            refuse(format!("{at}.value"), format!("must have at most {LONGEST_VALUE} bytes"), None);
        }
        if property.key == PUBLIC_KEY {
            let probe = Environment { public_key: property.value.clone(), ..Environment::default() };
            if let Err(reason) = probe.encryption_key() {
                refuse(format!("{at}.value"), format!("is no public key in JWK form: {reason}"), None);
            }
        }
    }
    if bad.is_empty() { Ok(()) } else { Err(Error::Invalid(bad)) }
}

fn vhost(at: &str, vhost: &Vhost, refuse: &mut impl FnMut(String, String, Option<u32>)) {
    if !is_host(&vhost.host) {
        let message = "must be a host name such as gw.example.com, without scheme, port and path";
        refuse(format!("{at}.host"), message.into(), None);
    }
    if !is_context(&vhost.http_context) {
        let message = "must be one segment of a path, such as /pets: letters, digits and - within";
        refuse(format!("{at}.httpContext"), message.into(), None);
    }
    let ports = [
        ("httpPort", vhost.http_port),
        ("httpsPort", vhost.https_port),
        ("wsPort", vhost.ws_port),
        ("wssPort", vhost.wss_port),
    ];
    for (field, _) in ports.into_iter().filter(|(_, port)| *port == 0) {
        refuse(format!("{at}.{field}"), "must be between 1 and 65535".into(), None);
    }
}

fn is_name(name: &str) -> bool {
    let wrong = |c: char| c.is_whitespace() || c.is_control() || FORBIDDEN.contains(c);
    (1..=LONGEST).contains(&name.chars().count()) && !name.contains(wrong)
}

/// Letters, digits and `-`, which neither begins nor ends it.
fn is_label(label: &str) -> bool {
    !label.is_empty()
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

fn is_host(host: &str) -> bool {
    host.len() <= LONGEST && host.split('.').all(is_label)
}

fn is_context(context: &str) -> bool {
    let segment = context.strip_prefix('/').unwrap_or(context);
    context.len() <= LONGEST && (segment.is_empty() || is_label(segment))
}

/// Whoever is allowed or denied must exist, or a slip would open or close the environment to the wrong people.
pub async fn roles(tx: &mut Tx, tenant: &TenantDomain, permissions: &Permissions) -> Result<(), Error> {
    let mut bad = Vec::new();
    if permissions.kind != PermissionKind::Public && permissions.roles.is_empty() {
        bad.push(Invalid::new(
            "permissions.roles",
            "must name at least one role, unless permissionType is PUBLIC",
        ));
    }
    for (i, role) in permissions.roles.iter().enumerate() {
        if !crate::role::exists(tx, tenant, role).await? {
            let message = format!("the role {role} does not exist");
            let field = format!("permissions.roles[{i}]");
            bad.push(Invalid::new(field, message).code(crate::api::code::UNKNOWN_ROLE));
        }
    }
    if bad.is_empty() { Ok(()) } else { Err(Error::Invalid(bad)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_hosts_and_contexts_are_those_of_the_contract() {
        for (name, good) in
            [("us-region", true), ("Größe.1", true), ("", false), ("a b", false), ("a,b", false)]
        {
            assert_eq!(is_name(name), good, "{name}");
        }
        assert!(!is_name(&"x".repeat(256)));
        for (host, good) in [
            ("gw.example.com", true),
            ("localhost", true),
            ("10.0.0.1", true),
            ("", false),
            ("a..b", false),
            ("-a.b", false),
            ("a:80", false),
            ("https://a", false),
        ] {
            assert_eq!(is_host(host), good, "{host}");
        }
        for (context, good) in [("", true), ("/", true), ("pets", true), ("/pets", true), ("/a/b", false)] {
            assert_eq!(is_context(context), good, "{context}");
        }
    }
}
