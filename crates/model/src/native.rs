//! Policies that gateways run by themselves: what WSO2's common policies ask for, without their templates.
//!
//! One reading for both sides: the control plane refuses what does not make sense when a policy is attached, a
//! gateway compiles from the same. Patterns are only carried here; who reads them checks them.

use serde_json::{Map, Value};

use crate::Invalid;

mod limits;

pub use limits::{JsonLimits, XmlLimits};

/// What a policy does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Native {
    /// Sets a header, instead of those of that name.
    SetHeader {
        name: String,
        value: String,
    },
    RemoveHeader {
        name: String,
    },
    /// Both as they stand in a query.
    AddQuery {
        name: String,
        value: String,
    },
    /// The name without percent-encoding counts.
    RemoveQuery {
        name: String,
    },
    /// `path` starts with `/` and may have a query.
    RewritePath {
        path: String,
        keep_query: bool,
    },
    ChangeMethod(String),
    JsonToXml,
    XmlToJson,
    /// Refuses what the pattern is found in.
    MatchPattern {
        threat: String,
        pattern: String,
        target: bool,
        headers: bool,
        body: bool,
    },
    LimitJson(JsonLimits),
    LimitXml(XmlLimits),
    /// The token's claim must have the value, or both must match the pattern as a whole.
    RequireClaim {
        claim: String,
        value: String,
        pattern: Option<String>,
        /// Let the call pass when they do not match; the claim must be there all the same.
        pass_others: bool,
    },
    /// Writes a line about the message to the log.
    Log,
    /// Sends the body with its length, not in chunks.
    WholeBody,
    /// Words errors in JSON, whatever the caller accepts.
    JsonFault,
}

/// WSO2's names of the policies that there are.
pub const NAMES: [&str; 16] = [
    "addHeader",
    "removeHeader",
    "addQueryParam",
    "removeQueryParam",
    "rewriteResourcePath",
    "changeHTTPMethod",
    "rewriteHTTPMethod",
    "jsonToXML",
    "xmlToJson",
    "regexPolicy",
    "jsonValidator",
    "xmlValidator",
    "jwtClaimBasedAccessValidator",
    "addLogMessage",
    "disableChunking",
    "jsonFault",
];

/// What looks for SQL when `regexPolicy` names no pattern.
const SQL: &str = r"'|alter\s*table|alter\s*view|create\s*(database|procedure|schema|table|view)|delete\s*from|drop\s*(database|procedure|table)|select\s.*\sfrom|truncate\s*table|insert\s*into";

/// Headers that frame messages or belong to a hop; what a gateway decides by itself.
const FRAMING: [&str; 11] = [
    "connection",
    "content-length",
    "expect",
    "host",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "activityid",
];

impl Native {
    /// Reads the policy called `name`. An error names the parameter; `None`: gateways have no such policy.
    pub fn read(name: &str, parameters: &Map<String, Value>) -> Option<Result<Self, Invalid>> {
        NAMES.contains(&name).then(|| Self::known(name, &Parameters(parameters)))
    }

    fn known(name: &str, given: &Parameters<'_>) -> Result<Self, Invalid> {
        Ok(match name {
            "addHeader" => Self::SetHeader {
                name: given.header("headerName")?,
                value: given.header_value("headerValue")?,
            },
            "removeHeader" => Self::RemoveHeader { name: given.header("headerName")? },
            "addQueryParam" => Self::AddQuery {
                name: in_query(&given.required("paramKey")?),
                value: in_query(&given.required("paramValue")?),
            },
            "removeQueryParam" => Self::RemoveQuery { name: given.required("paramKey")? },
            "rewriteResourcePath" => Self::RewritePath {
                path: path(&given.required("newResourcePath")?)?,
                keep_query: given.flag("includeQueryParams", true)?,
            },
            "changeHTTPMethod" => Self::ChangeMethod(given.method("httpMethod")?),
            "rewriteHTTPMethod" => Self::ChangeMethod(given.method("updatedMethod")?),
            "jsonToXML" => Self::JsonToXml,
            "xmlToJson" => Self::XmlToJson,
            "regexPolicy" => Self::MatchPattern {
                threat: given.text("threatType")?.unwrap_or_else(|| "SQL-Injection".to_owned()),
                pattern: given.text("regex")?.unwrap_or_else(|| SQL.to_owned()),
                target: given.flag("enabledCheckPathParams", true)?,
                headers: given.flag("enabledCheckHeaders", true)?,
                body: given.flag("enabledCheckBody", true)?,
            },
            "jsonValidator" => Self::LimitJson(JsonLimits::read(given)?),
            "xmlValidator" => Self::LimitXml(XmlLimits::read(given)?),
            "jwtClaimBasedAccessValidator" => Self::RequireClaim {
                claim: given.required("accessVerificationClaim")?,
                value: given.required("accessVerificationClaimValue")?,
                pattern: given.text("accessVerificationClaimValueRegex")?,
                pass_others: given.flag("shouldAllowValidation", false)?,
            },
            "addLogMessage" => Self::Log,
            "disableChunking" => Self::WholeBody,
            _ => Self::JsonFault,
        })
    }

    /// A pattern in it, and the parameter it comes from.
    pub fn pattern(&self) -> Option<(&'static str, &str)> {
        match self {
            Self::MatchPattern { pattern, .. } => Some(("regex", pattern)),
            Self::RequireClaim { pattern: Some(pattern), .. } => {
                Some(("accessVerificationClaimValueRegex", pattern))
            }
            _ => None,
        }
    }
}

/// Parameters as a publisher gave them.
pub(crate) struct Parameters<'p>(&'p Map<String, Value>);

impl Parameters<'_> {
    /// A text, number or truth value as text; what is empty is not there.
    fn text(&self, name: &str) -> Result<Option<String>, Invalid> {
        let text = match self.0.get(name) {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::String(text)) => text.trim().to_owned(),
            Some(value @ (Value::Bool(_) | Value::Number(_))) => value.to_string(),
            Some(_) => return Err(Invalid::new(name, "must be a text, a number or true or false")),
        };
        Ok(Some(text).filter(|text| !text.is_empty()))
    }

    fn required(&self, name: &str) -> Result<String, Invalid> {
        self.text(name)?.ok_or_else(|| Invalid::new(name, "is required"))
    }

    fn flag(&self, name: &str, default: bool) -> Result<bool, Invalid> {
        match self.text(name)?.as_deref() {
            None => Ok(default),
            Some("true") => Ok(true),
            Some("false") => Ok(false),
            Some(_) => Err(Invalid::new(name, "must be true or false")),
        }
    }

    fn number(&self, name: &str, default: usize) -> Result<usize, Invalid> {
        let Some(text) = self.text(name)? else { return Ok(default) };
        let number = text.parse().ok().filter(|n| *n <= 1_000_000);
        number.ok_or_else(|| Invalid::new(name, "must be a number from 0 to 1000000"))
    }

    fn header(&self, name: &str) -> Result<String, Invalid> {
        let header = self.required(name)?.to_ascii_lowercase();
        let token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
        if !header.bytes().all(token) || header.len() > 200 {
            return Err(Invalid::new(name, "must be the name of a header: letters, digits and '-'"));
        }
        if FRAMING.contains(&header.as_str()) {
            return Err(Invalid::new(name, format!("must not be {header}, which the gateway decides")));
        }
        Ok(header)
    }

    fn header_value(&self, name: &str) -> Result<String, Invalid> {
        let value = self.required(name)?;
        if value.len() > 4_096 || !value.bytes().all(|b| b == b'\t' || (b' '..=b'~').contains(&b)) {
            return Err(Invalid::new(name, "must be at most 4096 characters of ASCII without line breaks"));
        }
        Ok(value)
    }

    fn method(&self, name: &str) -> Result<String, Invalid> {
        let method = self.required(name)?.to_ascii_uppercase();
        if crate::api::VERBS.contains(&method.as_str()) {
            Ok(method)
        } else {
            Err(Invalid::new(name, format!("must be one of {}", crate::api::VERBS.join(", "))))
        }
    }
}

/// Text as a name or value in a query; what is percent-encoded already stays.
fn in_query(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len());
    for (at, byte) in bytes.iter().copied().enumerate() {
        let encoded = byte == b'%'
            && bytes.get(at + 1..at + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
        if encoded || byte.is_ascii_alphanumeric() || b"-._~!$'()*,;:@/?".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for digit in [byte >> 4, byte & 15] {
                out.push(char::from_digit(u32::from(digit), 16).unwrap_or('0').to_ascii_uppercase());
            }
        }
    }
    out
}

fn path(text: &str) -> Result<String, Invalid> {
    let bad = |why: &str| Err(Invalid::new("newResourcePath", why));
    if text.contains(['{', '}']) {
        return bad("must not have variables in braces: they are not supported");
    }
    if text.len() > 2_048 || !text.bytes().all(|b| (b'!'..=b'~').contains(&b) && !b"#\"<>\\^`|".contains(&b))
    {
        return bad("must be a path, without fragment, of at most 2048 characters that a URL may have");
    }
    let alone = text.split('?').next().unwrap_or_default();
    if alone.split('/').any(|segment| matches!(segment, "." | "..")) {
        return bad("must not have the segments '.' and '..'");
    }
    Ok(if text.starts_with('/') { text.to_owned() } else { format!("/{text}") })
}

#[cfg(test)]
mod tests;
