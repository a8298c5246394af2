//! From catalog documents to steps. What cannot be run is refused with its reason, never left out.

use http::{HeaderName, HeaderValue, Method};
use regex::{Regex, RegexBuilder};

use super::{Flows, Native, Policies, Policy, Step, claim, convert, header, pattern, query, resource_path};

/// Adds the policies attached to `on` (e.g. `GET /menu`) to those in `flows`.
pub fn compile(flows: &mut Flows, policies: &Policies, on: &str) -> Result<(), String> {
    for policy in &policies.request {
        let step = step(policy, on)?;
        flows.whole_request |= match &step {
            Step::Convert(_) | Step::JsonLimits(_) | Step::XmlLimits(_) | Step::WholeBody => true,
            Step::Pattern(search) => search.body,
            _ => false,
        };
        flows.request.push(step);
    }
    for policy in &policies.response {
        let step = step(policy, on)?;
        match step {
            Step::Convert(_) | Step::WholeBody => flows.whole_response = true,
            Step::SetHeader(_) | Step::RemoveHeader(_) | Step::Tell => {}
            _ => return Err(refused(policy, on, "cannot be run on responses")),
        }
        flows.response.push(step);
    }
    for policy in &policies.fault {
        if policy.native.as_deref() == Some("jsonFault") {
            flows.json_fault = true;
            continue;
        }
        let step = step(policy, on)?;
        if !matches!(step, Step::SetHeader(_) | Step::RemoveHeader(_) | Step::Tell) {
            return Err(refused(policy, on, "cannot be run on faults"));
        }
        flows.fault.push(step);
    }
    Ok(())
}

fn refused(policy: &Policy, on: &str, why: &str) -> String {
    format!("the policy {} {} on {on} {why}", policy.name, policy.version)
}

fn step(policy: &Policy, on: &str) -> Result<Step, String> {
    let unknown = || refused(policy, on, "is not supported by this gateway");
    let name = policy.native.as_deref().ok_or_else(unknown)?;
    let native = Native::read(name, &policy.parameters).ok_or_else(unknown)?;
    let native = native.map_err(|bad| refused(policy, on, &format!("is not understood: {bad}")))?;
    build(native).map_err(|why| refused(policy, on, &format!("is not understood: {why}")))
}

fn build(native: Native) -> Result<Step, String> {
    Ok(match native {
        Native::SetHeader { name, value } => Step::SetHeader(header::Set {
            name: header_name(&name)?,
            value: HeaderValue::from_str(&value).map_err(|e| e.to_string())?,
        }),
        Native::RemoveHeader { name } => Step::RemoveHeader(header::Remove { name: header_name(&name)? }),
        Native::AddQuery { name, value } => {
            Step::AddQuery(query::Add { pair: format!("{name}={value}").into() })
        }
        Native::RemoveQuery { name } => Step::RemoveQuery(query::Remove::named(&name)),
        Native::RewritePath { path, keep_query } => {
            Step::ResourcePath(resource_path::Rewrite::to(&path, keep_query))
        }
        Native::ChangeMethod(method) => {
            Step::ChangeMethod(Method::from_bytes(method.as_bytes()).map_err(|e| e.to_string())?)
        }
        Native::JsonToXml => Step::Convert(convert::Conversion::JsonToXml),
        Native::XmlToJson => Step::Convert(convert::Conversion::XmlToJson),
        Native::MatchPattern { threat, pattern, target, headers, body } => Step::Pattern(pattern::Search {
            threat: threat.into(),
            pattern: regex(&pattern, true)?,
            target,
            headers,
            body,
        }),
        Native::LimitJson(limits) => Step::JsonLimits(limits),
        Native::LimitXml(limits) => Step::XmlLimits(limits),
        Native::RequireClaim { claim, value, pattern, pass_others } => {
            let pattern = pattern.map(|p| regex(&format!("^(?:{p})$"), false)).transpose()?;
            // Both must match the pattern: what is configured is known now.
            let never = pattern.as_ref().is_some_and(|p| !p.is_match(&value));
            let (claim, value) = (claim.into(), value.into());
            Step::Claim(claim::Require { claim, value, pattern, never, pass_others })
        }
        Native::Log => Step::Tell,
        Native::WholeBody => Step::WholeBody,
        Native::JsonFault => return Err("is for faults only".to_owned()),
    })
}

fn header_name(text: &str) -> Result<HeaderName, String> {
    HeaderName::from_bytes(text.as_bytes()).map_err(|e| e.to_string())
}

fn regex(pattern: &str, insensitive: bool) -> Result<Regex, String> {
    let built = RegexBuilder::new(pattern).case_insensitive(insensitive).size_limit(1 << 20).build();
    built.map_err(|e| e.to_string())
}
