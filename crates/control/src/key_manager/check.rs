//! What a key manager may be.

use model::Invalid;
use model::key::RESIDENT;
use model::tenant::TenantDomain;
use store::Tx;

use super::{CONFIGURATION_MISSING, Settings, TYPES, keys};
use crate::error::Error;

const LONGEST_URL: usize = 2_048;
/// Bytes of a certificate, and of all additional properties.
const LARGEST: usize = 65_536;
const MOST: usize = 100;

/// What the registration endpoints of some types cannot be used without.
const NEEDED: &[(&str, &[&str])] = &[
    ("WSO2-IS", &["Username", "Password"]),
    ("KeyCloak", &["client_id", "client_secret"]),
    ("Auth0", &["client_id", "client_secret"]),
    ("Forgerock", &["client_id", "client_secret"]),
];

/// `own` is the issuer of the tenant's resident key manager.
pub async fn settings(tx: &mut Tx, tenant: &TenantDomain, own: &str, given: &Settings) -> Result<(), Error> {
    let mut bad = texts(given);
    if !TYPES.iter().any(|t| t.eq_ignore_ascii_case(&given.kind)) {
        bad.push(Invalid::new("type", format!("must be one of {}", TYPES.join(", "))));
    }
    if given.name == RESIDENT {
        bad.push(Invalid::new("name", "is the name of the key manager that is always there"));
    }
    if given.issuer == own {
        bad.push(Invalid::new("issuer", "is the issuer of the resident key manager"));
    }
    let needed = NEEDED.iter().find(|(kind, _)| kind.eq_ignore_ascii_case(&given.kind));
    for name in needed.filter(|_| given.enable_client_creation).map_or(&[][..], |(_, names)| names) {
        let value = given.additional_properties.get(*name).and_then(|v| v.as_str()).unwrap_or_default();
        if value.is_empty() {
            let field = format!("additionalProperties.{name}");
            bad.push(Invalid::new(field, "is needed to register clients there").code(CONFIGURATION_MISSING));
        }
    }
    if let Some(certificates) = &given.certificates
        && certificates.kind == "PEM"
        && let Err(reason) = keys::of_certificate(&certificates.value)
    {
        bad.push(Invalid::new("certificates.value", reason));
    }
    if given.permissions.permission_type != "PUBLIC" && given.permissions.roles.is_empty() {
        bad.push(Invalid::new("permissions.roles", "must name a role, unless permissionType is PUBLIC"));
    }
    for (i, role) in given.permissions.roles.iter().take(MOST).enumerate() {
        if !crate::role::exists(tx, tenant, role).await? {
            let message = format!("the role {role} does not exist");
            bad.push(
                Invalid::new(format!("permissions.roles[{i}]"), message).code(crate::api::code::UNKNOWN_ROLE),
            );
        }
    }
    if bad.is_empty() { Ok(()) } else { Err(Error::Invalid(bad)) }
}

fn texts(s: &Settings) -> Vec<Invalid> {
    let mut bad = Vec::new();
    let certificate = s.certificates.as_ref().map_or("", |c| &c.value);
    for (field, text, most) in [
        ("name", &*s.name, 100),
        ("displayName", &s.display_name, 100),
        ("type", &s.kind, 45),
        ("description", &s.description, 256),
        ("wellKnownEndpoint", &s.well_known_endpoint, LONGEST_URL),
        ("introspectionEndpoint", &s.introspection_endpoint, LONGEST_URL),
        ("clientRegistrationEndpoint", &s.client_registration_endpoint, LONGEST_URL),
        ("tokenEndpoint", &s.token_endpoint, LONGEST_URL),
        ("displayTokenEndpoint", &s.display_token_endpoint, LONGEST_URL),
        ("revokeEndpoint", &s.revoke_endpoint, LONGEST_URL),
        ("displayRevokeEndpoint", &s.display_revoke_endpoint, LONGEST_URL),
        ("userInfoEndpoint", &s.user_info_endpoint, LONGEST_URL),
        ("authorizeEndpoint", &s.authorize_endpoint, LONGEST_URL),
        ("issuer", &s.issuer, LONGEST_URL),
        ("alias", &s.alias, LONGEST_URL),
        ("scopeManagementEndpoint", &s.scope_management_endpoint, LONGEST_URL),
        ("consumerKeyClaim", &s.consumer_key_claim, 255),
        ("scopesClaim", &s.scopes_claim, 255),
        ("certificates.value", certificate, LARGEST),
    ] {
        let lines = matches!(field, "description" | "certificates.value");
        let control = |c: char| c.is_control() && !(lines && matches!(c, '\n' | '\r' | '\t'));
        if text.chars().count() > most || text.chars().any(control) {
            bad.push(Invalid::new(
                field,
                format!("must have at most {most} characters, none of them control characters"),
            ));
        }
    }
    for (field, text) in [("name", &s.name), ("type", &s.kind)] {
        if text.trim().is_empty() {
            bad.push(Invalid::new(field, "must not be empty"));
        }
    }
    for (field, list) in [
        ("availableGrantTypes", &s.available_grant_types),
        ("permissions.roles", &s.permissions.roles),
        ("allowedOrganizations", &s.allowed_organizations),
    ] {
        if list.len() > MOST || list.iter().any(|t| t.len() > 255 || t.chars().any(char::is_control)) {
            bad.push(Invalid::new(field, format!("must be at most {MOST} texts of at most 255 bytes")));
        }
    }
    for (field, list) in [("claimMapping", &s.claim_mapping), ("tokenValidation", &s.token_validation)] {
        if list.len() > MOST || list.iter().any(|v| v.to_string().len() > LARGEST) {
            bad.push(Invalid::new(field, format!("must have at most {MOST} entries")));
        }
    }
    let properties: usize = s.additional_properties.iter().map(|(k, v)| k.len() + v.to_string().len()).sum();
    if properties > LARGEST {
        bad.push(Invalid::new("additionalProperties", format!("must have at most {LARGEST} bytes")));
    }
    bad
}
