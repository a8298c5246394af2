//! Condition groups of advanced policies as the contract writes them (schema `ConditionalGroup`).

use control::policy::Group;
use model::policy::Condition;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::limit::ThrottleLimit;
use crate::error::Error;

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConditionalGroup {
    #[serde(default)]
    description: Option<String>,
    conditions: Vec<ThrottleCondition>,
    limit: ThrottleLimit,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ThrottleCondition {
    #[serde(rename = "type")]
    kind: ConditionType,
    #[serde(default)]
    invert_condition: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    header_condition: Option<HeaderCondition>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ip_condition: Option<IpCondition>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    jwt_claims_condition: Option<JwtClaimsCondition>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    query_parameter_condition: Option<QueryParameterCondition>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[expect(clippy::enum_variant_names, reason = "the contract's names")]
enum ConditionType {
    #[serde(rename = "HEADERCONDITION")]
    HeaderCondition,
    #[serde(rename = "IPCONDITION")]
    IpCondition,
    #[serde(rename = "JWTCLAIMSCONDITION")]
    JwtClaimsCondition,
    #[serde(rename = "QUERYPARAMETERCONDITION")]
    QueryParameterCondition,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct HeaderCondition {
    header_name: String,
    header_value: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct IpCondition {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ip_condition_type: Option<IpConditionType>,
    #[serde(default, rename = "specificIP", skip_serializing_if = "Option::is_none")]
    specific_ip: Option<String>,
    #[serde(default, rename = "startingIP", skip_serializing_if = "Option::is_none")]
    starting_ip: Option<String>,
    #[serde(default, rename = "endingIP", skip_serializing_if = "Option::is_none")]
    ending_ip: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
enum IpConditionType {
    #[serde(rename = "IPRANGE")]
    Range,
    #[serde(rename = "IPSPECIFIC")]
    Specific,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct JwtClaimsCondition {
    claim_url: String,
    attribute: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct QueryParameterCondition {
    parameter_name: String,
    parameter_value: String,
}

impl From<&Group> for ConditionalGroup {
    fn from(group: &Group) -> Self {
        Self {
            description: Some(group.description.clone()),
            conditions: group.conditions.iter().map(ThrottleCondition::from).collect(),
            limit: ThrottleLimit::from(&group.quota),
        }
    }
}

impl ConditionalGroup {
    /// `field` is where the group stands, e.g. `conditionalGroups[0]`.
    pub fn into_group(self, field: &str) -> Result<Group, Error> {
        let conditions = self.conditions.into_iter().enumerate();
        Ok(Group {
            description: self.description.unwrap_or_default(),
            conditions: conditions
                .map(|(i, c)| c.into_condition(&format!("{field}.conditions[{i}]")))
                .collect::<Result<_, _>>()?,
            quota: self.limit.into_quota(&format!("{field}.limit"))?,
        })
    }
}

impl From<&Condition> for ThrottleCondition {
    fn from(condition: &Condition) -> Self {
        let empty = |kind, invert| Self {
            kind,
            invert_condition: Some(invert),
            header_condition: None,
            ip_condition: None,
            jwt_claims_condition: None,
            query_parameter_condition: None,
        };
        match condition.clone() {
            Condition::Ip { address, invert } => Self {
                ip_condition: Some(IpCondition::specific(address)),
                ..empty(ConditionType::IpCondition, invert)
            },
            Condition::IpRange { from, to, invert } => Self {
                ip_condition: Some(IpCondition::range(from, to)),
                ..empty(ConditionType::IpCondition, invert)
            },
            Condition::Header { name, value, invert } => Self {
                header_condition: Some(HeaderCondition { header_name: name, header_value: value }),
                ..empty(ConditionType::HeaderCondition, invert)
            },
            Condition::Query { name, value, invert } => Self {
                query_parameter_condition: Some(QueryParameterCondition {
                    parameter_name: name,
                    parameter_value: value,
                }),
                ..empty(ConditionType::QueryParameterCondition, invert)
            },
            Condition::Claim { name, value, invert } => Self {
                jwt_claims_condition: Some(JwtClaimsCondition { claim_url: name, attribute: value }),
                ..empty(ConditionType::JwtClaimsCondition, invert)
            },
        }
    }
}

impl ThrottleCondition {
    fn into_condition(self, field: &str) -> Result<Condition, Error> {
        let invert = self.invert_condition.unwrap_or(false);
        let missing = |member: &str| {
            Error::invalid(format!("{field}.{member}"), format!("is required for this {field}.type"))
        };
        Ok(match self.kind {
            ConditionType::IpCondition => {
                let ip = self.ip_condition.ok_or_else(|| missing("ipCondition"))?;
                ip.into_condition(invert, &format!("{field}.ipCondition"))?
            }
            ConditionType::HeaderCondition => {
                let h = self.header_condition.ok_or_else(|| missing("headerCondition"))?;
                Condition::Header { name: h.header_name, value: h.header_value, invert }
            }
            ConditionType::QueryParameterCondition => {
                let q = self.query_parameter_condition.ok_or_else(|| missing("queryParameterCondition"))?;
                Condition::Query { name: q.parameter_name, value: q.parameter_value, invert }
            }
            ConditionType::JwtClaimsCondition => {
                let c = self.jwt_claims_condition.ok_or_else(|| missing("jwtClaimsCondition"))?;
                Condition::Claim { name: c.claim_url, value: c.attribute, invert }
            }
        })
    }
}

impl IpCondition {
    fn specific(address: String) -> Self {
        Self {
            ip_condition_type: Some(IpConditionType::Specific),
            specific_ip: Some(address),
            starting_ip: None,
            ending_ip: None,
        }
    }

    fn range(from: String, to: String) -> Self {
        Self {
            ip_condition_type: Some(IpConditionType::Range),
            // The contract requires it for ranges too.
            specific_ip: Some(String::new()),
            starting_ip: Some(from),
            ending_ip: Some(to),
        }
    }

    fn into_condition(self, invert: bool, field: &str) -> Result<Condition, Error> {
        let missing = |member: &str| Error::invalid(format!("{field}.{member}"), "is required");
        if self.ip_condition_type == Some(IpConditionType::Range) {
            let from = self.starting_ip.ok_or_else(|| missing("startingIP"))?;
            let to = self.ending_ip.ok_or_else(|| missing("endingIP"))?;
            return Ok(Condition::IpRange { from, to, invert });
        }
        let address = self.specific_ip.ok_or_else(|| missing("specificIP"))?;
        Ok(Condition::Ip { address, invert })
    }
}
