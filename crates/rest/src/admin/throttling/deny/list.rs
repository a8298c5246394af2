//! `GET /throttling/deny-policies`.

use axum::Json;
use axum::extract::State;
use control::Control;
use control::deny::Search;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::{BlockingCondition, shown_value};
use crate::error::Error;
use crate::extract::{CallerExtractor, Query};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// `conditionType:IP`, `conditionValue:10.0`, or both joined by `&`; a value in double quotes is the whole value.
    query: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct BlockingConditionList {
    count: usize,
    list: Vec<BlockingCondition>,
}

#[utoipa::path(
    get, path = "/throttling/deny-policies", tag = "Deny policies",
    operation_id = "deny_policies_list",
    security(("OAuth2Security" = ["apim:admin", "apim:bl_view"])),
    params(Which), responses((status = 200, body = BlockingConditionList)),
)]
pub async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Query(which): Query<Which>,
) -> Result<Json<BlockingConditionList>, Error> {
    let search = parse(which.query.as_deref().unwrap_or_default())?;
    let found = control
        .deny_conditions(&caller, &search, |c| match shown_value(&c.deny) {
            Value::String(text) => text,
            object => object.to_string(),
        })
        .await?;
    let list: Vec<_> = found.into_iter().map(BlockingCondition::from).collect();
    Ok(Json(BlockingConditionList { count: list.len(), list }))
}

fn parse(query: &str) -> Result<Search, Error> {
    let mut search = Search::default();
    for term in query.split('&').map(str::trim).filter(|t| !t.is_empty()) {
        match term.split_once(':').map(|(name, value)| (name.trim(), value.trim())) {
            Some(("conditionType", kind)) => search.kind = Some(kind.to_owned()),
            Some(("conditionValue", value)) => {
                let quoted = value.strip_prefix('"').and_then(|v| v.strip_suffix('"'));
                search.exact = quoted.is_some();
                search.value = Some(quoted.unwrap_or(value).to_owned());
            }
            _ => {
                return Err(Error::invalid(
                    "query",
                    "must be conditionType:... or conditionValue:..., or both joined by &",
                ));
            }
        }
    }
    Ok(search)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_may_contain_colons_and_quotes_make_them_exact() {
        let search = parse("conditionType:IP & conditionValue:\"::1\"").expect("a search");
        assert_eq!(search, Search { kind: Some("IP".into()), value: Some("::1".into()), exact: true });
        assert!(!parse("conditionValue:10.0").expect("a search").exact);
        assert!(parse("type:IP").is_err());
    }
}
