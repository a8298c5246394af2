//! `intermediate_params.yaml`: what is different in the environment that `apictl` imports into.

use model::application::KeyType;
use serde_json::{Value, json};

use super::super::envelope::{objects, required, text};
use super::super::source::{Found, Source};
use super::super::wrong;
use super::{ApiProject, deployments, endpoints};
use crate::certificate::{client, endpoint};
use crate::error::Error;

const MUTUAL_TLS: &str = "mutualssl";

/// Puts what the parameters say in the place of what the project says. What they do not name stays.
pub(super) fn apply(source: &Source, found: Found, project: &mut ApiProject) -> Result<(), Error> {
    let Found { at, mut document } = found;
    if document["configs"].is_object() {
        document = document["configs"].take();
    }
    if !document.is_object() {
        return Err(wrong(&at, "must be an object"));
    }
    let configuration = &mut project.configuration;
    if let Some(mut config) = endpoints::config(&at, &document)? {
        // Security that the project has stays where the parameters say nothing about it.
        let before = configuration.endpoint_config.as_ref().map(|c| c["endpoint_security"].clone());
        if let Some(before) = before.filter(Value::is_object) {
            config["endpoint_security"] = before;
        }
        configuration.endpoint_config = Some(config);
    }
    if !document["security"].is_null() {
        let config = configuration.endpoint_config.get_or_insert_with(|| json!({"endpoint_type": "http"}));
        endpoints::secure(&at, &document["security"], config)?;
    }
    let plans = plans(&at, &document["policies"])?;
    if !plans.is_empty() {
        configuration.policies = plans;
    }
    if !document["deploymentEnvironments"].is_null() {
        project.deployments = deployments::read(&at, document["deploymentEnvironments"].take())?;
    }
    certificates(source, &at, &mut document, project)
}

fn plans(at: &str, said: &Value) -> Result<Vec<String>, Error> {
    let wrong = || wrong(at, "policies must be a list of names");
    match said {
        Value::Null => Ok(Vec::new()),
        Value::Array(names) => {
            let named = names.iter().filter(|n| !n.is_null()).map(|n| n.as_str().map(str::to_owned));
            let named: Option<Vec<String>> = named.collect();
            Ok(named.ok_or_else(wrong)?.into_iter().filter(|n| !n.is_empty()).collect())
        }
        _ => Err(wrong()),
    }
}

fn certificates(
    source: &Source,
    at: &str,
    document: &mut Value,
    project: &mut ApiProject,
) -> Result<(), Error> {
    let content = |one: &Value| {
        let path = required(at, one, "path")?;
        let missing =
            || wrong(at, format!("names the certificate {path}, which is not in Deployment/certificates"));
        source.certificate(path).map(<[u8]>::to_vec).ok_or_else(missing)
    };
    for one in objects(at, document["certs"].take())? {
        let alias = required(at, &one, "alias")?.to_owned();
        let host = text(at, &one, "hostName")?.or(text(at, &one, "host")?);
        let endpoint = host.ok_or_else(|| wrong(at, "hostName of a certificate is required"))?.to_owned();
        project.endpoint_certificates.retain(|c| c.alias != alias);
        let content = content(&one)?;
        project.endpoint_certificates.push(endpoint::PackedCertificate { alias, endpoint, content });
    }
    let clients = objects(at, document["mutualSslCerts"].take())?;
    let schemes = &mut project.configuration.security_scheme;
    if !clients.is_empty() && !schemes.iter().any(|s| s == MUTUAL_TLS) {
        schemes.push(MUTUAL_TLS.to_owned());
    }
    for one in clients {
        let alias = required(at, &one, "alias")?.to_owned();
        let tier = required(at, &one, "tierName")?.to_owned();
        let key_type = match text(at, &one, "keyType")? {
            None => KeyType::Production,
            Some(name) => KeyType::parse(&name.to_ascii_uppercase())
                .ok_or_else(|| wrong(at, "keyType must be PRODUCTION or SANDBOX"))?,
        };
        project.client_certificates.retain(|c| c.alias != alias || c.key_type != key_type);
        let content = content(&one)?;
        project.client_certificates.push(client::PackedCertificate { key_type, alias, tier, content });
    }
    Ok(())
}
