//! `GET /settings` and `GET /settings/application-attributes`

use axum::Json;
use axum::extract::State;
use control::Control;
use serde::Serialize;
use utoipa::ToSchema;

use super::viewer::Looking;
use crate::error::Error;
use crate::extract::CallerExtractor;

/// What a portal must know before it starts.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// That a key may have.
    grant_types: Vec<String>,
    /// That a portal asks for on behalf of a developer.
    scopes: Vec<&'static str>,
    application_sharing_enabled: bool,
    /// Developers may take clients that are already there as keys.
    map_existing_auth_apps: bool,
    /// URLs of the first gateway environment, with commas between.
    api_gateway_endpoint: String,
    monetization_enabled: bool,
    recommendation_enabled: bool,
    #[serde(rename = "IsUnlimitedTierPaid")]
    is_unlimited_tier_paid: bool,
    identity_provider: IdentityProvider,
    #[serde(rename = "IsAnonymousModeEnabled")]
    is_anonymous_mode_enabled: bool,
    #[serde(rename = "IsPasswordChangeEnabled")]
    is_password_change_enabled: bool,
    /// Regular expressions that a password must match.
    user_store_password_pattern: &'static str,
    password_policy_pattern: &'static str,
    password_policy_min_length: usize,
    password_policy_max_length: usize,
}

#[derive(Debug, Serialize, ToSchema)]
struct IdentityProvider {
    /// Users log in elsewhere.
    external: bool,
}

/// What a developer is asked beside an application's own fields. Nobody can define any yet.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApplicationAttribute {
    attribute: String,
    description: String,
    required: String,
    hidden: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ApplicationAttributeList {
    count: usize,
    list: Vec<ApplicationAttribute>,
}

/// What a portal must know before it starts; also for those who are not signed in.
#[utoipa::path(
    get, path = "/settings", tag = "Settings",
    operation_id = "settings_get",
    security((), ("OAuth2Security" = ["apim:store_settings", "apim:subscribe"])),
    params(("X-WSO2-Tenant" = Option<String>, Header)),
    responses((status = 200, body = Settings)),
)]
pub async fn get(State(control): State<Control>, _: Looking) -> Result<Json<Settings>, Error> {
    let password = control::password::RULE;
    Ok(Json(Settings {
        grant_types: control.grant_types(),
        scopes: vec![
            "apim:subscribe",
            "apim:store_settings",
            "apim:api_key",
            "apim:app_manage",
            "apim:sub_manage",
        ],
        application_sharing_enabled: false,
        map_existing_auth_apps: true,
        api_gateway_endpoint: control.gateway_urls().join(","),
        monetization_enabled: false,
        recommendation_enabled: false,
        is_unlimited_tier_paid: false,
        identity_provider: IdentityProvider { external: false },
        is_anonymous_mode_enabled: true,
        is_password_change_enabled: true,
        user_store_password_pattern: password.pattern,
        password_policy_pattern: "",
        password_policy_min_length: password.min,
        password_policy_max_length: password.max,
    }))
}

/// The attributes of applications.
#[utoipa::path(
    get, path = "/settings/application-attributes", tag = "Settings",
    operation_id = "settings_application_attributes",
    security(("OAuth2Security" = ["apim:subscribe"])),
    responses((status = 200, body = ApplicationAttributeList)),
)]
pub async fn application_attributes(_: CallerExtractor) -> Json<ApplicationAttributeList> {
    Json(ApplicationAttributeList { count: 0, list: Vec::new() })
}
