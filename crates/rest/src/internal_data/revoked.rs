//! `GET /revokedjwt`

use axum::Json;
use axum::extract::State;
use control::Control;
use model::catalog::{Kind, RevokedSubject, RevokedToken};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::tenant::Tenant;
use crate::error::Error;
use crate::extract::CallerExtractor;

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new().routes(routes!(list))
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct RevokedEvents {
    #[serde(rename = "revokedJWTList")]
    tokens: Vec<RevokedJwt>,
    /// Users: every token issued to them before.
    #[serde(rename = "revokedJWTSubjectEntityList")]
    subjects: Vec<RevokedEntity>,
    /// Clients: every token issued to them before.
    #[serde(rename = "revokedJWTConsumerKeyList")]
    clients: Vec<RevokedClient>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RevokedJWT)]
struct RevokedJwt {
    /// `jti` of the token.
    jwt_signature: String,
    /// Milliseconds since the epoch.
    expiry_time: i64,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RevokedJWTSubjectEntity)]
struct RevokedEntity {
    entity_id: String,
    entity_type: &'static str,
    /// Milliseconds since the epoch.
    revocation_time: i64,
    organization: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RevokedJWTConsumerKey)]
struct RevokedClient {
    consumer_key: String,
    /// Milliseconds since the epoch.
    revocation_time: i64,
    #[serde(rename = "type")]
    kind: &'static str,
    organization: String,
}

/// Access tokens that are revoked before their time.
#[utoipa::path(
    get, path = "/revokedjwt", tag = "Revoked tokens", operation_id = "internal_revoked",
    security(("BasicAuth" = []), ("OAuth2Security" = ["apim:admin"])),
    params(("xWSO2Tenant" = Option<String>, Header)), responses((status = 200, body = RevokedEvents)),
)]
async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Tenant(tenant): Tenant,
) -> Result<Json<RevokedEvents>, Error> {
    let tokens = control.known_to_gateways::<RevokedToken>(&caller, &tenant, Kind::RevokedToken).await?;
    let subjects =
        control.known_to_gateways::<RevokedSubject>(&caller, &tenant, Kind::RevokedSubject).await?;
    let tokens = tokens.into_iter().map(|known| RevokedJwt {
        jwt_signature: known.id,
        expiry_time: known.body.expires_at.saturating_mul(1_000),
    });
    let mut events = RevokedEvents { tokens: tokens.collect(), subjects: Vec::new(), clients: Vec::new() };
    for known in subjects {
        let (organization, revoked) = (known.tenant, known.body);
        let revocation_time = revoked.issued_before.saturating_mul(1_000);
        if revoked.subject_kind == "client" {
            let consumer_key = revoked.subject;
            events.clients.push(RevokedClient {
                consumer_key,
                revocation_time,
                kind: "consumer_key",
                organization,
            });
        } else {
            let entity_id = revoked.subject;
            events.subjects.push(RevokedEntity {
                entity_id,
                entity_type: "USER_ID",
                revocation_time,
                organization,
            });
        }
    }
    Ok(Json(events))
}
