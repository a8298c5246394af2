//! Discovery (OpenID Connect Discovery 1.0, RFC 8414).

use axum::Json;
use axum::extract::State;
use model::tenant::TenantDomain;
use serde_json::{Value, json};

use crate::OAuth;
use crate::error::Error;
use crate::grant;
use crate::realm::Realm;

#[utoipa::path(
    get,
    path = "/.well-known/openid-configuration",
    tag = "OpenID Connect",
    summary = "What this server offers",
    responses((status = 200, description = "Provider metadata")),
)]
pub async fn configuration(State(oauth): State<OAuth>, realm: Realm) -> Result<Json<Value>, Error> {
    Ok(Json(metadata(&oauth, &realm.tenant())))
}

/// The same where the issuer's name leads (OpenID Connect Discovery 4).
#[utoipa::path(
    get,
    path = "/oauth2/token/.well-known/openid-configuration",
    tag = "OpenID Connect",
    summary = "What this server offers, by the issuer's name",
    responses((status = 200, description = "Provider metadata")),
)]
pub async fn configuration_of_issuer(State(oauth): State<OAuth>, realm: Realm) -> Result<Json<Value>, Error> {
    Ok(Json(metadata(&oauth, &realm.tenant())))
}

fn metadata(oauth: &OAuth, tenant: &TenantDomain) -> Value {
    let base = oauth.control().base_url(tenant);
    let at = |path: &str| format!("{base}{path}");
    let off = &oauth.config().disabled_grants;
    let grants: Vec<_> = grant::REGISTRABLE.into_iter().filter(|g| !off.iter().any(|o| o == g)).collect();
    let by = ["client_secret_basic", "client_secret_post"];
    json!({
        "issuer": oauth.control().issuer(tenant),
        "authorization_endpoint": at("/oauth2/authorize"),
        "authorization_response_iss_parameter_supported": true,
        "end_session_endpoint": at("/oidc/logout"),
        "device_authorization_endpoint": at("/oauth2/device_authorize"),
        "token_endpoint": at("/oauth2/token"),
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "jwks_uri": at("/oauth2/jwks"),
        "userinfo_endpoint": at("/oauth2/userinfo"),
        "introspection_endpoint": at("/oauth2/introspect"),
        "introspection_endpoint_auth_methods_supported": by,
        "revocation_endpoint": at("/oauth2/revoke"),
        "revocation_endpoint_auth_methods_supported": by,
        "registration_endpoint":
            format!("{}/client-registration/v0.17/register", oauth.control().base_url(&TenantDomain::super_tenant())),
        "grant_types_supported": grants,
        "response_types_supported": ["code", "token", "id_token", "id_token token"],
        "response_modes_supported": ["query", "fragment"],
        "code_challenge_methods_supported": ["S256", "plain"],
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid"],
        "claims_supported": ["iss", "sub", "aud", "azp", "exp", "iat", "auth_time", "nonce", "at_hash"],
    })
}
