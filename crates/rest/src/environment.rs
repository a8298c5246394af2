//! Parts of a gateway environment that the admin and the publisher API write alike.

use control::Vhost;
use control::environment::{EndpointUri, Property};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A virtual host, with the gateway's ports as clients see them.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = VHost)]
pub struct VhostDto {
    host: String,
    /// One segment of a path before the API's own; none when empty.
    #[serde(default)]
    http_context: Option<String>,
    /// 80 when absent.
    #[serde(default)]
    http_port: Option<u16>,
    /// 443 when absent.
    #[serde(default)]
    https_port: Option<u16>,
    /// 9099 when absent.
    #[serde(default)]
    ws_port: Option<u16>,
    /// 8099 when absent.
    #[serde(default)]
    wss_port: Option<u16>,
}

/// Where a protocol is spoken.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[schema(as = GatewayEnvironmentProtocolURI)]
pub struct EndpointUriDto {
    protocol: String,
    #[serde(rename = "endpointURI")]
    endpoint_uri: String,
}

#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[schema(as = AdditionalProperty)]
pub struct PropertyDto {
    key: String,
    value: String,
}

impl From<Vhost> for VhostDto {
    fn from(vhost: Vhost) -> Self {
        Self {
            host: vhost.host,
            http_context: Some(vhost.http_context),
            http_port: Some(vhost.http_port),
            https_port: Some(vhost.https_port),
            ws_port: Some(vhost.ws_port),
            wss_port: Some(vhost.wss_port),
        }
    }
}

impl From<VhostDto> for Vhost {
    fn from(vhost: VhostDto) -> Self {
        Self {
            host: vhost.host,
            http_context: vhost.http_context.unwrap_or_default(),
            // WSO2's defaults for a virtual host, which are not those of a gateway's own ports.
            http_port: vhost.http_port.unwrap_or(80),
            https_port: vhost.https_port.unwrap_or(443),
            ws_port: vhost.ws_port.unwrap_or(9099),
            wss_port: vhost.wss_port.unwrap_or(8099),
        }
    }
}

impl From<EndpointUri> for EndpointUriDto {
    fn from(given: EndpointUri) -> Self {
        Self { protocol: given.protocol, endpoint_uri: given.uri }
    }
}

impl From<EndpointUriDto> for EndpointUri {
    fn from(given: EndpointUriDto) -> Self {
        Self { protocol: given.protocol, uri: given.endpoint_uri }
    }
}

impl From<Property> for PropertyDto {
    fn from(property: Property) -> Self {
        Self { key: property.key, value: property.value }
    }
}

impl From<PropertyDto> for Property {
    fn from(property: PropertyDto) -> Self {
        Self { key: property.key, value: property.value }
    }
}
