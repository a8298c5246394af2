//! `/tenant-logs/{tenantId}/apis`: how much gateways log of APIs.

use axum::Json;
use axum::extract::State;
use control::Control;
use control::log_level::ApiLogLevel;
use model::catalog::LogLevel;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::Error;
use crate::extract::{self, CallerExtractor, Path, Query};

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(put))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// `off`, `basic`, `standard` or `full`; any when absent.
    #[serde(rename = "log-level")]
    #[param(value_type = Option<LevelName>)]
    log_level: String,
}

#[derive(ToSchema)]
#[expect(dead_code, reason = "describes a text for the OpenAPI document")]
#[schema(as = LogLevel)]
#[serde(rename_all = "UPPERCASE")]
enum LevelName {
    Off,
    Basic,
    Standard,
    Full,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LoggingApi)]
#[serde(rename_all = "camelCase")]
struct LoggingApi {
    api_id: String,
    /// Base path with tenant and version.
    context: String,
    #[schema(value_type = LevelName)]
    log_level: String,
    /// Absent, as `resourcePath`: the whole API.
    resource_method: Option<String>,
    resource_path: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct LoggingApis {
    apis: Vec<LoggingApi>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = LoggingApiInput)]
#[serde(rename_all = "camelCase")]
struct NewLevel {
    /// Without case.
    #[schema(value_type = LevelName)]
    log_level: String,
    /// Absent, as `resourcePath`: the whole API.
    #[serde(default)]
    resource_method: Option<String>,
    /// As the API has it, e.g. `/order/{orderId}`.
    #[serde(default)]
    resource_path: Option<String>,
}

impl From<ApiLogLevel> for LoggingApi {
    fn from(level: ApiLogLevel) -> Self {
        let (resource_method, resource_path) = level.resource.unzip();
        Self {
            api_id: level.api_id,
            context: level.context,
            log_level: level.level.as_str().to_uppercase(),
            resource_method,
            resource_path,
        }
    }
}

fn level(field: &'static str, text: &str) -> Result<LogLevel, Error> {
    LogLevel::parse(text).ok_or_else(|| Error::invalid(field, "must be OFF, BASIC, STANDARD or FULL"))
}

/// The level of every API of a tenant, and those of resources.
#[utoipa::path(
    get, path = "/tenant-logs/{tenantId}/apis", tag = "Logs of APIs", operation_id = "tenant_logs_list",
    security(("BasicAuth" = []), ("OAuth2Security" = ["apim:admin"])),
    params(("tenantId" = String, Path, description = "Domain of the tenant"), Wanted),
    responses((status = 200, body = LoggingApis)),
)]
async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(tenant): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<LoggingApis>, Error> {
    let wanted = match wanted.log_level.as_str() {
        "" => None,
        text => Some(level("log-level", text)?),
    };
    let levels = control.log_levels(&caller, &tenant, wanted).await?;
    Ok(Json(LoggingApis { apis: levels.into_iter().map(LoggingApi::from).collect() }))
}

/// Sets the level of an API or of one of its resources.
#[utoipa::path(
    put, path = "/tenant-logs/{tenantId}/apis/{apiId}", tag = "Logs of APIs", operation_id = "tenant_logs_put",
    security(("BasicAuth" = []), ("OAuth2Security" = ["apim:admin"])),
    params(("tenantId" = String, Path, description = "Domain of the tenant"), ("apiId" = String, Path)),
    request_body = NewLevel, responses((status = 200, body = LoggingApi)),
)]
async fn put(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path((tenant, api)): Path<(String, String)>,
    extract::Json(body): extract::Json<NewLevel>,
) -> Result<Json<LoggingApi>, Error> {
    let given = |text: Option<String>| text.filter(|t| !t.is_empty());
    let resource = match (given(body.resource_method), given(body.resource_path)) {
        (Some(method), Some(path)) => Some((method.to_uppercase(), path)),
        (None, None) => None,
        (Some(_), None) => return Err(Error::invalid("resourcePath", "is required with resourceMethod")),
        (None, Some(_)) => return Err(Error::invalid("resourceMethod", "is required with resourcePath")),
    };
    let level = level("logLevel", &body.log_level)?;
    Ok(Json(control.set_log_level(&caller, &tenant, &api, resource, level).await?.into()))
}
