//! `POST /tenants`.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use control::Control;
use control::tenant::{NewTenant, profile};
use model::tenant::TenantDomain;
use serde::Deserialize;
use utoipa::ToSchema;

use super::TenantResponse;
use crate::error::Error;
use crate::extract::{self, CallerExtractor};

#[derive(Deserialize, ToSchema)]
pub struct TenantModel {
    /// Lower case, with an extension, e.g. `example.com`.
    domain: String,
    /// Exactly one: the tenant's administrator.
    owners: Vec<OwnerModel>,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct OwnerModel {
    username: String,
    #[serde(default)]
    password: Option<String>,
    #[serde(default)]
    email: Option<String>,
    #[serde(default)]
    firstname: Option<String>,
    #[serde(default)]
    lastname: Option<String>,
    /// `inline-password`.
    #[serde(default)]
    provisioning_method: Option<String>,
}

#[utoipa::path(
    post, path = "/tenants", tag = "Tenants", operation_id = "addTenant",
    security(("BasicAuth" = []), ("OAuth2Security" = ["apim:admin"])),
    request_body = TenantModel, responses((status = 201, body = TenantResponse)),
)]
pub async fn create(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    extract::Json(body): extract::Json<TenantModel>,
) -> Result<impl IntoResponse, Error> {
    // Who may not make tenants learns nothing about how to.
    caller.require_super_admin()?;
    let tenant = control.create_tenant(&caller, body.into_new()?).await?;
    let location = format!("/api/server/v1/tenants/{}", tenant.uuid);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(TenantResponse::from(tenant))))
}

impl TenantModel {
    fn into_new(self) -> Result<NewTenant, Error> {
        let domain = TenantDomain::parse(&self.domain).map_err(control::Error::from)?;
        let [owner] = <[OwnerModel; 1]>::try_from(self.owners)
            .map_err(|_| Error::invalid("owners", "must be exactly one"))?;
        if owner.provisioning_method.as_deref().is_some_and(|m| m != "inline-password") {
            return Err(
                control::Error::NotSupported("provisioning methods other than inline-password").into()
            );
        }
        let password = owner.password.ok_or_else(|| Error::invalid("owners[0].password", "is required"))?;
        Ok(NewTenant {
            domain,
            admin_name: owner.username,
            admin_password: password,
            profile: profile(owner.email, owner.firstname, owner.lastname),
        })
    }
}
