//! `/environments`: gateway environments of the tenant.

mod create;
mod delete;
mod gateways;
mod list;
mod update;

use control::Control;
use control::environment::{Draft, PermissionKind, Permissions, Registered, Terms};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::environment::{EndpointUriDto, PropertyDto, VhostDto};
use crate::error::Error;

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new()
        .routes(routes!(list::list, create::create))
        .routes(routes!(update::update, delete::delete))
        .routes(routes!(gateways::gateways))
}

/// The only provider, and the only type of gateway, there are.
const PROVIDER: &str = "wso2";
pub(super) const GATEWAY_TYPE: &str = "Regular";

#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Environment)]
pub struct EnvironmentDto {
    #[serde(default, skip_deserializing)]
    id: String,
    /// What gateways' configurations name it by; cannot be changed.
    name: String,
    /// The name when absent.
    #[serde(default)]
    display_name: Option<String>,
    #[serde(default)]
    description: Option<String>,
    /// `wso2`.
    #[serde(default)]
    provider: Option<String>,
    /// `Regular`.
    #[serde(default)]
    gateway_type: Option<String>,
    /// Of the configuration: cannot be changed or deleted.
    #[serde(default, skip_deserializing)]
    is_read_only: bool,
    /// At least one.
    vhosts: Vec<VhostDto>,
    #[serde(default, rename = "endpointURIs")]
    endpoint_uris: Option<Vec<EndpointUriDto>>,
    /// `publicKey` is the public key (JWK) that secrets of back ends are encrypted to.
    #[serde(default)]
    additional_properties: Option<Vec<PropertyDto>>,
    #[serde(default)]
    permissions: Option<PermissionsDto>,
}

/// Who sees the environment in the publisher and may deploy to it.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = EnvironmentPermissions)]
struct PermissionsDto {
    /// `PUBLIC` when absent.
    #[serde(default)]
    permission_type: PermissionTypeDto,
    #[serde(default)]
    roles: Vec<String>,
}

#[derive(Debug, Clone, Copy, Default, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
#[schema(as = EnvironmentPermissionType)]
enum PermissionTypeDto {
    #[default]
    Public,
    Allow,
    Deny,
}

impl From<Registered> for EnvironmentDto {
    fn from(registered: Registered) -> Self {
        let environment = registered.environment;
        Self {
            id: registered.id,
            name: environment.name,
            display_name: Some(environment.display_name),
            description: Some(environment.description),
            provider: Some(PROVIDER.to_owned()),
            gateway_type: Some(GATEWAY_TYPE.to_owned()),
            is_read_only: registered.read_only,
            vhosts: environment.vhosts.into_iter().map(Into::into).collect(),
            endpoint_uris: Some(registered.endpoint_uris.into_iter().map(Into::into).collect()),
            additional_properties: Some(registered.properties.into_iter().map(Into::into).collect()),
            permissions: Some(registered.permissions.into()),
        }
    }
}

impl EnvironmentDto {
    fn into_draft(self) -> Result<Draft, Error> {
        let only = |field: &str, given: Option<String>, allowed: &str| match given {
            Some(other) if other != allowed => {
                Err(Error::invalid(field, format!("must be {allowed}: others are not supported")))
            }
            _ => Ok(()),
        };
        only("provider", self.provider, PROVIDER)?;
        only("gatewayType", self.gateway_type, GATEWAY_TYPE)?;
        if self.display_name.as_ref().is_some_and(|name| name.trim().is_empty()) {
            return Err(Error::invalid("displayName", "must not be empty; leave it out to take the name"));
        }
        let uris = self.endpoint_uris.unwrap_or_default();
        let properties = self.additional_properties.unwrap_or_default();
        Ok(Draft {
            name: self.name,
            terms: Terms {
                display_name: self.display_name.unwrap_or_default(),
                description: self.description.unwrap_or_default(),
                vhosts: self.vhosts.into_iter().map(Into::into).collect(),
                endpoint_uris: uris.into_iter().map(Into::into).collect(),
                properties: properties.into_iter().map(Into::into).collect(),
                permissions: self.permissions.map(Into::into).unwrap_or_default(),
            },
        })
    }
}

impl From<Permissions> for PermissionsDto {
    fn from(permissions: Permissions) -> Self {
        let permission_type = match permissions.kind {
            PermissionKind::Public => PermissionTypeDto::Public,
            PermissionKind::Allow => PermissionTypeDto::Allow,
            PermissionKind::Deny => PermissionTypeDto::Deny,
        };
        Self { permission_type, roles: permissions.roles }
    }
}

impl From<PermissionsDto> for Permissions {
    fn from(given: PermissionsDto) -> Self {
        let kind = match given.permission_type {
            PermissionTypeDto::Public => return Self::default(),
            PermissionTypeDto::Allow => PermissionKind::Allow,
            PermissionTypeDto::Deny => PermissionKind::Deny,
        };
        Self { kind, roles: given.roles }
    }
}
