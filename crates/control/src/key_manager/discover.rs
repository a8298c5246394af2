//! What a provider says about itself at its well-known endpoint (OpenID Connect Discovery 1.0, RFC 8414).

use outbound::Ask;
use serde_json::Value;

use super::{Certificates, Permissions, Settings, TYPES};
use crate::Control;
use crate::error::Error;

const LARGEST: usize = 256 * 1024;

impl Control {
    /// `None`: what is there does not describe a provider.
    pub async fn discover_key_manager(&self, url: &str, kind: &str) -> Result<Option<Settings>, Error> {
        if !TYPES.iter().any(|t| t.eq_ignore_ascii_case(kind)) {
            return Err(Error::invalid("type", format!("must be one of {}", TYPES.join(", "))));
        }
        let answer = self.outbound()?.fetch(Ask::get(url).most(LARGEST)).await;
        let answer = match answer {
            Ok(answer) if answer.status.is_success() => answer,
            Err(error @ (outbound::Error::Url(_) | outbound::Error::Refused { .. })) => {
                return Err(crate::outbound::wrong_url("url", &error));
            }
            Ok(_) | Err(_) => return Ok(None),
        };
        let Ok(Value::Object(said)) = serde_json::from_slice(&answer.body) else { return Ok(None) };
        let text = |name: &str| said.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        if text("issuer").is_empty() {
            return Ok(None);
        }
        let grants = said.get("grant_types_supported").and_then(Value::as_array);
        let grants = grants.map(|g| g.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect());
        let jwks = text("jwks_uri");
        // A proposal: the host that issues.
        let host = outbound::parse(&text("issuer")).ok().and_then(|url| url.host_str().map(str::to_owned));
        let name = host.filter(|host| host.len() <= 100).unwrap_or_else(|| kind.to_owned());
        Ok(Some(Settings {
            name,
            kind: kind.to_owned(),
            well_known_endpoint: url.to_owned(),
            issuer: text("issuer"),
            token_endpoint: text("token_endpoint"),
            authorize_endpoint: text("authorization_endpoint"),
            revoke_endpoint: text("revocation_endpoint"),
            introspection_endpoint: text("introspection_endpoint"),
            user_info_endpoint: text("userinfo_endpoint"),
            client_registration_endpoint: text("registration_endpoint"),
            available_grant_types: grants.unwrap_or_default(),
            certificates: (!jwks.is_empty()).then(|| Certificates { kind: "JWKS".to_owned(), value: jwks }),
            consumer_key_claim: "azp".to_owned(),
            scopes_claim: "scope".to_owned(),
            token_type: super::DIRECT.to_owned(),
            permissions: Permissions { permission_type: "PUBLIC".to_owned(), roles: Vec::new() },
            enabled: true,
            enable_self_validation: true,
            ..Settings::default()
        }))
    }
}
