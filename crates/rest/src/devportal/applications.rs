//! `/applications`: what developers subscribe to APIs with.

mod api_keys;
mod create;
mod delete;
mod export;
mod get;
mod import;
mod keys;
mod list;
mod reset_throttle_policy;
mod update;

use std::collections::BTreeMap;

use axum::extract::DefaultBodyLimit;
use control::Control;
use control::application::{Application, ApplicationView, Details, Draft, TokenType, Visibility};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::keys::ApplicationKey;
use super::scope::ScopeInfo;
use crate::surface::DEFINITION_BODY_LIMIT;

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new()
        .routes(routes!(list::list, create::create))
        .routes(routes!(get::get, update::update, delete::delete))
        .routes(routes!(reset_throttle_policy::reset_throttle_policy))
        .merge(archives())
        .merge(keys::routes())
        .merge(api_keys::routes())
}

fn archives() -> OpenApiRouter<Control> {
    OpenApiRouter::new()
        .routes(routes!(export::export))
        .routes(routes!(import::import))
        .layer(DefaultBodyLimit::max(DEFINITION_BODY_LIMIT))
}

/// An application as its owner sends it. What only the server sets is passed over.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ApplicationRequest)]
struct ApplicationBody {
    name: String,
    /// Name of an application policy.
    throttling_policy: String,
    #[serde(default)]
    description: Option<String>,
    #[serde(default)]
    token_type: Option<TokenKind>,
    /// Names and values of attributes.
    #[serde(default)]
    attributes: Option<BTreeMap<String, Option<String>>>,
    #[serde(default)]
    visibility: Option<Sharing>,
}

/// Form of the access tokens of the application's keys.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
enum TokenKind {
    Jwt,
    Oauth,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Sharing {
    Private,
    SharedWithOrg,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Application)]
struct ApplicationDto {
    application_id: String,
    name: String,
    throttling_policy: String,
    description: String,
    token_type: TokenKind,
    /// `APPROVED` when it can be used.
    status: String,
    groups: Vec<String>,
    subscription_count: usize,
    keys: Vec<ApplicationKey>,
    attributes: BTreeMap<String, String>,
    /// Scopes of the APIs that the application is subscribed to.
    subscription_scopes: Vec<ScopeInfo>,
    owner: String,
    hash_enabled: bool,
    visibility: Sharing,
}

/// An application in a list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApplicationInfo {
    application_id: String,
    name: String,
    throttling_policy: String,
    description: String,
    status: String,
    groups: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subscription_count: Option<i64>,
    attributes: BTreeMap<String, String>,
    owner: String,
}

impl From<ApplicationBody> for Draft {
    fn from(body: ApplicationBody) -> Self {
        let attributes = body.attributes.unwrap_or_default();
        Self {
            name: body.name,
            policy: body.throttling_policy,
            details: Details {
                description: body.description.unwrap_or_default(),
                token_type: match body.token_type {
                    Some(TokenKind::Oauth) => TokenType::Oauth,
                    Some(TokenKind::Jwt) | None => TokenType::Jwt,
                },
                attributes: attributes.into_iter().map(|(k, v)| (k, v.unwrap_or_default())).collect(),
                visibility: match body.visibility {
                    Some(Sharing::SharedWithOrg) => Visibility::SharedWithOrg,
                    Some(Sharing::Private) | None => Visibility::Private,
                },
            },
        }
    }
}

impl From<ApplicationView> for ApplicationDto {
    fn from(view: ApplicationView) -> Self {
        let a = view.application;
        Self {
            application_id: a.id,
            name: a.name,
            throttling_policy: a.policy,
            description: a.details.description,
            token_type: match a.details.token_type {
                TokenType::Jwt => TokenKind::Jwt,
                TokenType::Oauth => TokenKind::Oauth,
            },
            status: a.status,
            groups: Vec::new(),
            subscription_count: view.subscriptions,
            keys: view.keys.into_iter().map(ApplicationKey::from).collect(),
            attributes: a.details.attributes,
            subscription_scopes: view.scopes.iter().map(ScopeInfo::from).collect(),
            owner: a.owner.to_string(),
            hash_enabled: false,
            visibility: match a.details.visibility {
                Visibility::Private => Sharing::Private,
                Visibility::SharedWithOrg => Sharing::SharedWithOrg,
            },
        }
    }
}

impl ApplicationInfo {
    pub fn new(a: Application, subscription_count: Option<i64>) -> Self {
        Self {
            application_id: a.id,
            name: a.name,
            throttling_policy: a.policy,
            description: a.details.description,
            status: a.status,
            groups: Vec::new(),
            subscription_count,
            attributes: a.details.attributes,
            owner: a.owner.to_string(),
        }
    }
}
