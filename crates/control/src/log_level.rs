//! How much gateways log of an API's calls: set by administrators of the super tenant, for APIs of any tenant.

use model::catalog::{LogLevel, LogRule};
use store::log_level::{ListedLevel, LogLevelRow};
use store::{StoreError, Tx};

use crate::error::Error;
use crate::{Caller, Control};

/// WSO2's code when somebody else asks.
const NOT_ALLOWED: u32 = 900_915;
const UNKNOWN_API: u32 = 900_308;
/// Levels in one answer.
const MOST: i64 = 100_000;

/// The level of an API, or of one of its resources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiLogLevel {
    pub api_id: String,
    /// Base path with tenant and version.
    pub context: String,
    /// Method and template; `None` is the whole API.
    pub resource: Option<(String, String)>,
    pub level: LogLevel,
}

impl Control {
    /// One level for each API of a tenant, and those of resources; `level` leaves out all others.
    pub async fn log_levels(
        &self,
        caller: &Caller,
        tenant: &str,
        level: Option<LogLevel>,
    ) -> Result<Vec<ApiLogLevel>, Error> {
        require_operator(caller)?;
        let tenant = self.own_or_any_tenant(caller, tenant).await?.domain;
        let mut tx = self.read().await?;
        let rows = store::log_level::list(&mut tx, &tenant, MOST).await?;
        let all = rows.into_iter().map(listed).collect::<Result<Vec<_>, _>>()?;
        Ok(all.into_iter().filter(|l| level.is_none_or(|wanted| wanted == l.level)).collect())
    }

    /// Sets the level of an API or of one of its resources, and tells the gateways that serve it.
    pub async fn set_log_level(
        &self,
        caller: &Caller,
        tenant: &str,
        api_id: &str,
        resource: Option<(String, String)>,
        level: LogLevel,
    ) -> Result<ApiLogLevel, Error> {
        require_operator(caller)?;
        let tenant = self.own_or_any_tenant(caller, tenant).await?.domain;
        let mut tx = self.begin().await?;
        let api = store::api::get(&mut tx, &tenant, api_id).await?;
        let api = api.ok_or_else(|| Error::not_found("API", api_id, UNKNOWN_API))?;
        if let Some((verb, target)) = &resource {
            let known = api.configuration.operations.iter().any(|o| o.verb == *verb && o.target == *target);
            if !known {
                return Err(Error::not_found("Resource", format!("{verb} {target}"), 404));
            }
        }
        let (verb, target) = resource.clone().unwrap_or_default();
        let level_name = level.as_str().to_owned();
        let row = LogLevelRow { tenant, api_id: api.id.clone(), verb, target, level: level_name };
        store::log_level::put(&mut tx, &row).await?;
        self.announce_deployments(&mut tx, &api).await?;
        tx.commit().await?;
        Ok(ApiLogLevel { api_id: api.id, context: api.full_context, resource, level })
    }
}

/// WSO2's answer to administrators of tenants.
pub fn require_operator(caller: &Caller) -> Result<(), Error> {
    caller.require_super_admin().map_err(|_| {
        Error::denied(
            NOT_ALLOWED,
            "You are not allowed to do this: it is for administrators of the super tenant",
        )
    })
}

/// What gateways are told of an API's levels.
pub(crate) async fn rules(tx: &mut Tx, tenant: &str, api_id: &str) -> Result<Vec<LogRule>, Error> {
    let mut rules = Vec::new();
    for row in store::log_level::of_api(tx, tenant, api_id).await? {
        let level = parse(&row.level)?;
        // Of a resource it switches off what the whole API has.
        if level != LogLevel::Off || !row.target.is_empty() {
            rules.push(LogRule { verb: row.verb, target: row.target, level });
        }
    }
    Ok(rules)
}

fn parse(level: &str) -> Result<LogLevel, Error> {
    let bad = || StoreError::inconsistent("api_log_level", format!("unknown level {level}"));
    Ok(LogLevel::parse(level).ok_or_else(bad)?)
}

fn listed(row: ListedLevel) -> Result<ApiLogLevel, Error> {
    let ListedLevel { api_id, context, verb, target, level } = row;
    let resource = (!target.is_empty()).then_some((verb, target));
    Ok(ApiLogLevel { api_id, context, resource, level: parse(&level)? })
}
