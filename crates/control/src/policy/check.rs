//! What a policy may say. Fields are named as the admin API names them.

use std::net::IpAddr;

use model::Invalid;
use model::policy::{Condition, PolicyLevel, TimeUnit};
use regex::Regex;

use super::{Burst, Draft, Group, Plan, Quota};

const MAX_NAME: usize = 60;
const MAX_DISPLAY_NAME: usize = 512;
const MAX_DESCRIPTION: usize = 1_024;
const MAX_GROUPS: usize = 50;
const MAX_CONDITIONS: usize = 20;
const MAX_ATTRIBUTES: usize = 100;
const MAX_TEXT: usize = 1_024;
/// What WSO2's portal refuses in names, and what would be awkward in a URL.
const FORBIDDEN: &str = "~!@#;:%^*()+={}|\\<>\"',&$/?[]`";

/// Everything wrong with a draft; empty when it is fine.
pub(super) fn draft(draft: &Draft) -> Vec<Invalid> {
    let mut found = Vec::new();
    name(&mut found, &draft.name);
    length(&mut found, "displayName", &draft.display_name, MAX_DISPLAY_NAME);
    length(&mut found, "description", &draft.description, MAX_DESCRIPTION);
    quota(&mut found, "defaultLimit", &draft.terms.quota);
    if let Some(b) = &draft.terms.burst {
        burst(&mut found, b);
    }
    if let Some(p) = &draft.terms.plan {
        plan(&mut found, p);
    }
    if draft.terms.groups.len() > MAX_GROUPS {
        found.push(Invalid::new("conditionalGroups", format!("must be at most {MAX_GROUPS}")));
    }
    for (i, g) in draft.terms.groups.iter().enumerate().take(MAX_GROUPS) {
        group(&mut found, &format!("conditionalGroups[{i}]"), g);
    }
    if draft.level != PolicyLevel::Advanced && !draft.terms.groups.is_empty() {
        found.push(Invalid::new("conditionalGroups", "are for advanced policies only"));
    }
    found
}

fn name(found: &mut Vec<Invalid>, name: &str) {
    if name.is_empty() || name.chars().count() > MAX_NAME {
        found.push(Invalid::new("policyName", format!("must have 1 to {MAX_NAME} characters")));
    }
    if name.chars().any(|c| c.is_whitespace() || c.is_control() || FORBIDDEN.contains(c)) {
        found.push(Invalid::new(
            "policyName",
            format!("must not contain white space, control characters or any of {FORBIDDEN}"),
        ));
    }
}

fn length(found: &mut Vec<Invalid>, field: &str, text: &str, max: usize) {
    if text.chars().count() > max {
        found.push(Invalid::new(field, format!("must have at most {max} characters")));
    }
}

fn unit(found: &mut Vec<Invalid>, field: String, text: &str) {
    if TimeUnit::parse(text).is_none() {
        found.push(Invalid::new(field, "must be one of sec, min, hour, day, week, month, year"));
    }
}

fn quota(found: &mut Vec<Invalid>, field: &str, q: &Quota) {
    if q.every == 0 {
        found.push(Invalid::new(format!("{field}.unitTime"), "must be at least 1"));
    }
    unit(found, format!("{field}.timeUnit"), &q.unit);
}

fn burst(found: &mut Vec<Invalid>, b: &Burst) {
    unit(found, "rateLimitTimeUnit".to_owned(), &b.unit);
}

fn plan(found: &mut Vec<Invalid>, p: &Plan) {
    if !matches!(p.billing_plan.as_str(), "FREE" | "COMMERCIAL") {
        found.push(Invalid::new("billingPlan", "must be FREE or COMMERCIAL"));
    }
    if p.permissions.roles.is_empty() {
        found.push(Invalid::new("permissions.roles", "must name at least one role"));
    }
    if let Some(m) = &p.monetization
        && !matches!(m.plan.as_str(), "FIXEDRATE" | "DYNAMICRATE")
    {
        found.push(Invalid::new("monetization.monetizationPlan", "must be FIXEDRATE or DYNAMICRATE"));
    }
    if p.custom_attributes.len() > MAX_ATTRIBUTES {
        found.push(Invalid::new("customAttributes", format!("must be at most {MAX_ATTRIBUTES}")));
    }
    for (i, a) in p.custom_attributes.iter().enumerate().take(MAX_ATTRIBUTES) {
        if a.name.trim().is_empty() {
            found.push(Invalid::new(format!("customAttributes[{i}].name"), "must not be empty"));
        }
        length(found, &format!("customAttributes[{i}].value"), &a.value, MAX_TEXT);
    }
}

fn group(found: &mut Vec<Invalid>, field: &str, g: &Group) {
    length(found, &format!("{field}.description"), &g.description, MAX_DESCRIPTION);
    quota(found, &format!("{field}.limit"), &g.quota);
    if g.conditions.is_empty() || g.conditions.len() > MAX_CONDITIONS {
        found.push(Invalid::new(
            format!("{field}.conditions"),
            format!("must be 1 to {MAX_CONDITIONS} conditions"),
        ));
    }
    for (i, c) in g.conditions.iter().enumerate().take(MAX_CONDITIONS) {
        condition(found, &format!("{field}.conditions[{i}]"), c);
    }
}

fn condition(found: &mut Vec<Invalid>, field: &str, c: &Condition) {
    match c {
        Condition::Ip { address, .. } => {
            if address.parse::<IpAddr>().is_err() {
                found.push(Invalid::new(format!("{field}.ipCondition.specificIP"), NOT_AN_ADDRESS));
            }
        }
        Condition::IpRange { from, to, .. } => {
            if let Err(message) = range(from, to) {
                found.push(Invalid::new(format!("{field}.ipCondition.startingIP"), message));
            }
        }
        Condition::Header { name, value, .. } => {
            named(found, &format!("{field}.headerCondition.headerName"), name);
            pattern(found, &format!("{field}.headerCondition.headerValue"), value);
        }
        Condition::Query { name, value, .. } => {
            named(found, &format!("{field}.queryParameterCondition.parameterName"), name);
            length(found, &format!("{field}.queryParameterCondition.parameterValue"), value, MAX_TEXT);
        }
        Condition::Claim { name, value, .. } => {
            named(found, &format!("{field}.jwtClaimsCondition.claimUrl"), name);
            pattern(found, &format!("{field}.jwtClaimsCondition.attribute"), value);
        }
    }
}

pub(crate) const NOT_AN_ADDRESS: &str = "must be an IPv4 or IPv6 address";

/// Both ends are addresses of one family, in order.
pub(crate) fn range(from: &str, to: &str) -> Result<(IpAddr, IpAddr), &'static str> {
    let (Ok(from), Ok(to)) = (from.parse::<IpAddr>(), to.parse::<IpAddr>()) else {
        return Err("both ends of a range must be IPv4 or IPv6 addresses");
    };
    if from.is_ipv4() != to.is_ipv4() {
        return Err("both ends of a range must be of the same family");
    }
    if from > to {
        return Err("the starting address of a range must not be above its ending address");
    }
    Ok((from, to))
}

fn named(found: &mut Vec<Invalid>, field: &str, name: &str) {
    if name.is_empty() || name.len() > MAX_TEXT {
        found.push(Invalid::new(field, format!("must have 1 to {MAX_TEXT} characters")));
    }
}

fn pattern(found: &mut Vec<Invalid>, field: &str, value: &str) {
    if value.is_empty() || value.len() > MAX_TEXT {
        found.push(Invalid::new(field, format!("must have 1 to {MAX_TEXT} characters")));
    } else if Regex::new(value).is_err() {
        found.push(Invalid::new(field, "must be a regular expression"));
    }
}
