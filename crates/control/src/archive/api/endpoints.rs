//! Endpoints and their security, as parameters of an environment say them, in the words of WSO2's `endpointConfig`.

use serde_json::{Map, Value, json};

use super::super::envelope::{required, text};
use super::super::wrong;
use crate::error::Error;

const SIDES: [&str; 2] = ["production", "sandbox"];
const ROUND_ROBIN: &str = "org.apache.synapse.endpoints.algorithms.RoundRobin";

/// The `endpointConfig` that parameters give instead of what was there; nothing when they say nothing about it.
pub(super) fn config(at: &str, said: &Value) -> Result<Option<Value>, Error> {
    let told = ["endpoints", "endpointType", "endpointRoutingPolicy"].iter().any(|n| !said[*n].is_null());
    if !told {
        return Ok(None);
    }
    let kind = text(at, said, "endpointType")?.unwrap_or("rest");
    let of_kind = match kind {
        "rest" | "http" | "soap" => None,
        "dynamic" => {
            let any = json!({"url": "default"});
            Some(json!({"endpoint_type": "default", "failOver": "False", "production_endpoints": any,
                "sandbox_endpoints": any}))
        }
        "aws" => Some(lambda(at, said)?),
        _ => return Err(wrong(at, "endpointType must be rest, soap, dynamic or aws")),
    };
    if let Some(config) = of_kind {
        return Ok(Some(config));
    }
    let config = match text(at, said, "endpointRoutingPolicy")? {
        None => sides(at, section(at, said, "endpoints")?, if kind == "soap" { "address" } else { "http" }),
        Some("load_balanced" | "load_balance") => {
            load_balanced(at, section(at, said, "loadBalanceEndpoints")?)
        }
        Some("failover") => failover(at, section(at, said, "failoverEndpoints")?),
        Some(_) => Err(wrong(at, "endpointRoutingPolicy must be load_balanced or failover")),
    }?;
    Ok(Some(config.into()))
}

fn section<'a>(at: &str, said: &'a Value, name: &str) -> Result<&'a Value, Error> {
    if said[name].is_object() { Ok(&said[name]) } else { Err(wrong(at, format!("must have {name}"))) }
}

fn sides(at: &str, section: &Value, kind: &str) -> Result<Map<String, Value>, Error> {
    let mut config = Map::new();
    config.insert("endpoint_type".to_owned(), kind.into());
    for side in SIDES.into_iter().filter(|side| !section[*side].is_null()) {
        config.insert(format!("{side}_endpoints"), section[side].clone());
    }
    if config.len() == 1 {
        return Err(wrong(at, "must have production or sandbox endpoints"));
    }
    Ok(config)
}

fn load_balanced(at: &str, section: &Value) -> Result<Map<String, Value>, Error> {
    let mut config = sides(at, section, "load_balance")?;
    config.insert("algoCombo".to_owned(), ROUND_ROBIN.into());
    config.insert("algoClassName".to_owned(), ROUND_ROBIN.into());
    for name in ["sessionManagement", "sessionTimeOut"] {
        // What WSO2 calls "transport" is said by saying nothing.
        if !section[name].is_null() && section[name] != "transport" {
            config.insert(name.to_owned(), section[name].clone());
        }
    }
    Ok(config)
}

fn failover(at: &str, section: &Value) -> Result<Map<String, Value>, Error> {
    let mut config = sides(at, section, "failover")?;
    config.insert("failOver".to_owned(), "True".into());
    for side in SIDES {
        let others = &section[format!("{side}Failovers")];
        if !others.is_null() {
            config.insert(format!("{side}_failovers"), others.clone());
        }
    }
    Ok(config)
}

fn lambda(at: &str, said: &Value) -> Result<Value, Error> {
    let mut config = section(at, said, "awsLambdaEndpoints")?.clone();
    let stored = config["accessMethod"] == "stored";
    if let Some(members) = config.as_object_mut() {
        members.remove("accessMethod");
        if !stored {
            members.clear();
        }
    }
    config["access_method"] = if stored { "stored" } else { "role-supplied" }.into();
    config["endpoint_type"] = "awslambda".into();
    Ok(config)
}

/// Writes what the parameters say about security, side by side, into an `endpointConfig`.
pub(super) fn secure(at: &str, security: &Value, config: &mut Value) -> Result<(), Error> {
    if !security.is_object() {
        return Err(wrong(at, "security must be an object"));
    }
    for side in SIDES.into_iter().filter(|side| !security[*side].is_null()) {
        let at = format!("{at}: security.{side}");
        let one = &security[side];
        if !one.is_object() {
            return Err(wrong(&at, "must be an object"));
        }
        let enabled = one["enabled"] == true || one["enabled"] == "true";
        let one = if enabled { enabled_side(&at, one)? } else { json!({"enabled": false, "type": "NONE"}) };
        if !config["endpoint_security"].is_object() {
            config["endpoint_security"] = json!({});
        }
        config["endpoint_security"][side] = one;
    }
    Ok(())
}

fn enabled_side(at: &str, one: &Value) -> Result<Value, Error> {
    let kind = required(at, one, "type")?.to_ascii_uppercase();
    let needed: &[&str] = match kind.as_str() {
        "BASIC" | "DIGEST" => &["username", "password"],
        "OAUTH" => &["grantType", "clientId", "clientSecret"],
        "APIKEY" => &["apiKeyIdentifier", "apiKeyValue"],
        _ => return Err(wrong(at, "type must be basic, digest, oauth or apikey")),
    };
    for name in needed {
        required(at, one, name)?;
    }
    let mut one = one.clone();
    one["type"] = kind.into();
    one["enabled"] = true.into();
    Ok(one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_say_endpoints_in_their_own_words() {
        let one = |url: &str| json!({"url": url});
        for (said, expected) in [
            (json!({"policies": ["Gold"]}), None),
            (
                json!({"endpoints": {"production": one("http://p"), "sandbox": null}}),
                Some(json!({"endpoint_type": "http", "production_endpoints": one("http://p")})),
            ),
            (
                json!({"endpointType": "rest", "endpointRoutingPolicy": "failover", "failoverEndpoints":
                    {"production": one("http://a"), "productionFailovers": [one("http://b")]}}),
                Some(json!({"endpoint_type": "failover", "production_endpoints": one("http://a"),
                    "failOver": "True", "production_failovers": [one("http://b")]})),
            ),
            (
                json!({"endpointRoutingPolicy": "load_balanced", "loadBalanceEndpoints":
                    {"sandbox": [one("http://a")], "sessionManagement": "transport"}}),
                Some(json!({"endpoint_type": "load_balance", "sandbox_endpoints": [one("http://a")],
                    "algoCombo": ROUND_ROBIN, "algoClassName": ROUND_ROBIN})),
            ),
        ] {
            assert_eq!(config("p", &said).expect("good"), expected, "{said}");
        }
        for bad in [
            json!({"endpoints": {}}),
            json!({"endpointType": "x"}),
            json!({"endpointRoutingPolicy": "failover"}),
        ] {
            assert!(config("p", &bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn security_without_what_it_needs_is_refused() {
        let mut config = json!({"endpoint_type": "http"});
        let basic = json!({"production": {"enabled": true, "type": "basic", "username": "u", "password": "p"},
            "sandbox": {"enabled": false}});
        secure("p", &basic, &mut config).expect("good");
        assert_eq!(config["endpoint_security"]["production"]["type"], "BASIC");
        assert_eq!(config["endpoint_security"]["sandbox"]["enabled"], false);
        let bad = json!({"sandbox": {"enabled": true, "type": "basic", "username": "u"}});
        let said = secure("p", &bad, &mut config).expect_err("no password").to_string();
        assert!(said.contains("password"), "{said}");
    }
}
