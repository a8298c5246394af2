//! What a user's attributes may be (RFC 7643, 4.1). `null` is as good as absent (2.5); attributes that RFC does not know
//! are kept as they are.

use serde_json::{Map, Value};

use crate::error::Error;

const TEXTS: &[&str] = &[
    "displayName",
    "nickName",
    "profileUrl",
    "title",
    "userType",
    "preferredLanguage",
    "locale",
    "timezone",
    "externalId",
];
/// Lists of objects with `value`; WSO2 also writes the value alone.
const LISTS: &[&str] =
    &["emails", "phoneNumbers", "ims", "photos", "addresses", "entitlements", "x509Certificates"];

pub fn check(profile: &Map<String, Value>) -> Result<(), Error> {
    for (name, value) in profile.iter().filter(|(_, value)| !value.is_null()) {
        let is = |known: &&str| known.eq_ignore_ascii_case(name);
        if TEXTS.iter().any(is) && !value.is_string() {
            return Err(Error::invalid(name, "must be a text"));
        }
        if name.eq_ignore_ascii_case("name") {
            members(name, value)?;
        }
        if LISTS.iter().any(is) {
            let list = value.as_array().ok_or_else(|| Error::invalid(name, "must be a list"))?;
            for (i, item) in list.iter().enumerate().filter(|(_, item)| !item.is_null() && !item.is_string())
            {
                members(&format!("{name}[{i}]"), item)?;
            }
        }
    }
    Ok(())
}

/// An object of texts; `primary` is a flag.
fn members(at: &str, value: &Value) -> Result<(), Error> {
    let object = value.as_object().ok_or_else(|| Error::invalid(at, "must be an object"))?;
    for (name, member) in object.iter().filter(|(_, member)| !member.is_null()) {
        // Some clients write flags as texts.
        let fits = member.is_string() || name.eq_ignore_ascii_case("primary") && member.is_boolean();
        if !fits {
            return Err(Error::invalid(format!("{at}.{name}"), "must be a text"));
        }
        let flag =
            member.as_str().is_none_or(|t| t.eq_ignore_ascii_case("true") || t.eq_ignore_ascii_case("false"));
        if name.eq_ignore_ascii_case("primary") && !flag {
            return Err(Error::invalid(format!("{at}.{name}"), "must be true or false"));
        }
    }
    Ok(())
}
