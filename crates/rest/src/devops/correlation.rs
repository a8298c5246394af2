//! `/config/correlation`: WSO2's switches of correlation logs. Turnpike's lines always have the request's id, and there is
//! nothing else to be switched.

use axum::Json;
use control::Control;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::Error;
use crate::extract::{self, CallerExtractor};

/// WSO2's components, and whether Turnpike logs such.
const COMPONENTS: [(&str, bool); 5] =
    [("http", true), ("jdbc", false), ("ldap", false), ("synapse", false), ("method-calls", false)];

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new().routes(routes!(get, put))
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct CorrelationComponents {
    components: Vec<CorrelationComponent>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct CorrelationComponent {
    name: String,
    /// `true` or `false`.
    enabled: String,
    #[serde(default)]
    #[schema(value_type = Vec<Object>)]
    properties: Vec<Map<String, Value>>,
}

impl CorrelationComponents {
    fn now() -> Self {
        let component = |(name, enabled): (&str, bool)| CorrelationComponent {
            name: name.to_owned(),
            enabled: enabled.to_string(),
            properties: Vec::new(),
        };
        Self { components: COMPONENTS.into_iter().map(component).collect() }
    }
}

/// What is correlated: requests.
#[utoipa::path(
    get, path = "/config/correlation", tag = "Correlation", operation_id = "correlation_get",
    security(("BasicAuth" = []), ("OAuth2Security" = ["apim:admin"])),
    responses((status = 200, body = CorrelationComponents)),
)]
async fn get(CallerExtractor(caller): CallerExtractor) -> Result<Json<CorrelationComponents>, Error> {
    control::log_level::require_operator(&caller)?;
    Ok(Json(CorrelationComponents::now()))
}

/// Takes what is already so; nothing can be switched.
#[utoipa::path(
    put, path = "/config/correlation", tag = "Correlation", operation_id = "correlation_put",
    security(("BasicAuth" = []), ("OAuth2Security" = ["apim:admin"])),
    request_body = CorrelationComponents, responses((status = 200, body = CorrelationComponents)),
)]
async fn put(
    CallerExtractor(caller): CallerExtractor,
    extract::Json(body): extract::Json<CorrelationComponents>,
) -> Result<Json<CorrelationComponents>, Error> {
    control::log_level::require_operator(&caller)?;
    for (i, component) in body.components.iter().enumerate() {
        let wrong = |member: &str, what: &str| Error::invalid(format!("components[{i}].{member}"), what);
        let known = COMPONENTS.into_iter().find(|(name, _)| *name == component.name);
        let (_, logged) = known.ok_or_else(|| wrong("name", "is no component"))?;
        let wanted =
            component.enabled.parse::<bool>().map_err(|_| wrong("enabled", "must be true or false"))?;
        if wanted != logged {
            return Err(control::Error::NotSupported(if wanted {
                "correlation logs other than those of requests"
            } else {
                "log lines without the request's id"
            })
            .into());
        }
    }
    Ok(Json(CorrelationComponents::now()))
}
