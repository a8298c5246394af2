//! Limits as the contract writes them (schemas `ThrottleLimit`, `BurstLimit`).

use control::policy::{Amount, Burst, DataUnit, Quota, Terms};
use model::policy::FailureMode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::Error;

/// What gateways do with a policy's quotas while no traffic manager answers.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = FailureMode)]
pub enum FailureModeDto {
    Local,
    Open,
    Closed,
}

impl FailureModeDto {
    pub fn of(terms: &Terms) -> Self {
        match terms.failure_mode.unwrap_or_default() {
            FailureMode::Local => Self::Local,
            FailureMode::Open => Self::Open,
            FailureMode::Closed => Self::Closed,
        }
    }
}

impl From<FailureModeDto> for FailureMode {
    fn from(mode: FailureModeDto) -> Self {
        match mode {
            FailureModeDto::Local => Self::Local,
            FailureModeDto::Open => Self::Open,
            FailureModeDto::Closed => Self::Closed,
        }
    }
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ThrottleLimit {
    #[serde(rename = "type")]
    kind: LimitType,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    request_count: Option<RequestCountLimit>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    bandwidth: Option<BandwidthLimit>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    event_count: Option<EventCountLimit>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
enum LimitType {
    #[serde(rename = "REQUESTCOUNTLIMIT")]
    RequestCount,
    #[serde(rename = "BANDWIDTHLIMIT")]
    Bandwidth,
    #[serde(rename = "EVENTCOUNTLIMIT")]
    EventCount,
    #[serde(rename = "AIAPIQUOTALIMIT")]
    AiApiQuota,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct RequestCountLimit {
    time_unit: String,
    unit_time: u32,
    request_count: u64,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct BandwidthLimit {
    time_unit: String,
    unit_time: u32,
    data_amount: u64,
    /// `KB`, `MB` or `GB`.
    data_unit: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct EventCountLimit {
    time_unit: String,
    unit_time: u32,
    event_count: u64,
}

/// `-1` per `NA` when there is none.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BurstLimit {
    #[serde(default)]
    pub rate_limit_count: Option<i64>,
    #[serde(default)]
    pub rate_limit_time_unit: Option<String>,
}

impl From<&Quota> for ThrottleLimit {
    fn from(quota: &Quota) -> Self {
        let (time_unit, unit_time) = (quota.unit.clone(), quota.every);
        let mut limit =
            Self { kind: LimitType::RequestCount, request_count: None, bandwidth: None, event_count: None };
        match quota.amount {
            Amount::Requests(request_count) => {
                limit.request_count = Some(RequestCountLimit { time_unit, unit_time, request_count });
            }
            Amount::Bandwidth { amount: data_amount, unit } => {
                limit.kind = LimitType::Bandwidth;
                let data_unit = unit.as_str().to_owned();
                limit.bandwidth = Some(BandwidthLimit { time_unit, unit_time, data_amount, data_unit });
            }
            Amount::Events(event_count) => {
                limit.kind = LimitType::EventCount;
                limit.event_count = Some(EventCountLimit { time_unit, unit_time, event_count });
            }
        }
        limit
    }
}

impl ThrottleLimit {
    /// `field` is where the limit stands, e.g. `defaultLimit`.
    pub fn into_quota(self, field: &str) -> Result<Quota, Error> {
        let missing = |member: &str| {
            Error::invalid(format!("{field}.{member}"), format!("is required for this {field}.type"))
        };
        let (amount, every, unit) = match self.kind {
            LimitType::RequestCount => {
                let l = self.request_count.ok_or_else(|| missing("requestCount"))?;
                (Amount::Requests(l.request_count), l.unit_time, l.time_unit)
            }
            LimitType::Bandwidth => {
                let l = self.bandwidth.ok_or_else(|| missing("bandwidth"))?;
                let unit = DataUnit::parse(&l.data_unit).ok_or_else(|| {
                    Error::invalid(format!("{field}.bandwidth.dataUnit"), "must be KB, MB or GB")
                })?;
                (Amount::Bandwidth { amount: l.data_amount, unit }, l.unit_time, l.time_unit)
            }
            LimitType::EventCount => {
                let l = self.event_count.ok_or_else(|| missing("eventCount"))?;
                (Amount::Events(l.event_count), l.unit_time, l.time_unit)
            }
            LimitType::AiApiQuota => {
                return Err(control::Error::NotSupported("limits of AI tokens (AIAPIQUOTALIMIT)").into());
            }
        };
        Ok(Quota { amount, every, unit })
    }
}

impl BurstLimit {
    pub fn of(burst: Option<&Burst>) -> Self {
        match burst {
            Some(b) => Self {
                rate_limit_count: Some(i64::try_from(b.count).unwrap_or(i64::MAX)),
                rate_limit_time_unit: Some(b.unit.clone()),
            },
            None => Self { rate_limit_count: Some(-1), rate_limit_time_unit: Some("NA".to_owned()) },
        }
    }

    /// A count of 0 or less, or none, means no burst limit.
    pub fn into_burst(self) -> Result<Option<Burst>, Error> {
        let Some(count) = self.rate_limit_count.and_then(|n| u64::try_from(n).ok()).filter(|n| *n > 0) else {
            return Ok(None);
        };
        let unit = self
            .rate_limit_time_unit
            .ok_or_else(|| Error::invalid("rateLimitTimeUnit", "is required with rateLimitCount"))?;
        Ok(Some(Burst { count, unit }))
    }
}
