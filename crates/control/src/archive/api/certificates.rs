//! `Client-certificates/` and `Endpoint-certificates/`: a list, and the files it names.

use model::application::KeyType;
use serde_json::{Value, json};

use super::super::envelope::{self, objects, required, text};
use super::super::package::Package;
use super::super::source::Source;
use super::super::wrong;
use super::{CLIENT_CERTIFICATES, ENDPOINT_CERTIFICATES};
use crate::certificate::client::{self, ClientCertificate};
use crate::certificate::endpoint::{self, EndpointCertificate};
use crate::error::Error;

const CLIENTS: &str = "Client-certificates";
const ENDPOINTS: &str = "Endpoint-certificates";
/// Of a certificate that names none.
const TIER: &str = "Unlimited";
/// Where certificates of clients are. Before 4.3 all were for production.
const KEY_TYPES: [(&str, KeyType); 3] =
    [("", KeyType::Production), ("/PRODUCTION", KeyType::Production), ("/SANDBOX", KeyType::Sandbox)];

pub(super) fn clients(source: &Source) -> Result<Vec<client::PackedCertificate>, Error> {
    let mut read = Vec::new();
    for (folder, key_type) in KEY_TYPES {
        let folder = format!("{CLIENTS}{folder}");
        for (at, one) in listed(source, &folder, CLIENT_CERTIFICATES)? {
            let alias = required(&at, &one, "alias")?.to_owned();
            let tier = text(&at, &one, "tierName")?.or(text(&at, &one, "tier")?).unwrap_or(TIER).to_owned();
            let content = content(source, &folder, &at, &one)?;
            read.push(client::PackedCertificate { key_type, alias, tier, content });
        }
    }
    Ok(read)
}

pub(super) fn endpoints(source: &Source) -> Result<Vec<endpoint::PackedCertificate>, Error> {
    let mut read = Vec::new();
    for (at, one) in listed(source, ENDPOINTS, ENDPOINT_CERTIFICATES)? {
        let alias = required(&at, &one, "alias")?.to_owned();
        let endpoint = required(&at, &one, "endpoint")?.to_owned();
        let content = content(source, ENDPOINTS, &at, &one)?;
        read.push(endpoint::PackedCertificate { alias, endpoint, content });
    }
    Ok(read)
}

fn listed(source: &Source, folder: &str, name: &str) -> Result<Vec<(String, Value)>, Error> {
    let Some(found) = source.descriptor(&format!("{folder}/{name}"))? else { return Ok(Vec::new()) };
    let data = envelope::open(&found.at, found.document)?;
    Ok(objects(&found.at, data)?.into_iter().map(|one| (found.at.clone(), one)).collect())
}

fn content(source: &Source, folder: &str, at: &str, one: &Value) -> Result<Vec<u8>, Error> {
    let name = required(at, one, "certificate")?;
    let missing = || wrong(at, format!("names the certificate {name}, which is not beside it"));
    source.file(&format!("{folder}/{name}")).map(<[u8]>::to_vec).ok_or_else(missing)
}

pub(super) fn write_clients(package: &mut Package, rows: &[ClientCertificate]) -> Result<(), Error> {
    for key_type in [KeyType::Production, KeyType::Sandbox] {
        let rows: Vec<_> = rows.iter().filter(|r| r.key_type == key_type.as_str()).collect();
        let one = |row: &&ClientCertificate| {
            json!({"alias": row.alias, "certificate": file_name(&row.alias), "tierName": row.tier,
                "keyType": row.key_type})
        };
        let listed: Vec<Value> = rows.iter().map(one).collect();
        if listed.is_empty() {
            continue;
        }
        let folder = format!("{CLIENTS}/{}", key_type.as_str());
        package.describe(&format!("{folder}/{CLIENT_CERTIFICATES}"), CLIENT_CERTIFICATES, listed.into())?;
        for row in rows {
            package.add(&format!("{folder}/{}", file_name(&row.alias)), row.pem.as_bytes())?;
        }
    }
    Ok(())
}

pub(super) fn write_endpoints(package: &mut Package, rows: &[EndpointCertificate]) -> Result<(), Error> {
    let one = |row: &EndpointCertificate| json!({"alias": row.alias, "endpoint": row.endpoint, "certificate": file_name(&row.alias)});
    let listed: Vec<Value> = rows.iter().map(one).collect();
    if listed.is_empty() {
        return Ok(());
    }
    package.describe(
        &format!("{ENDPOINTS}/{ENDPOINT_CERTIFICATES}"),
        ENDPOINT_CERTIFICATES,
        listed.into(),
    )?;
    for row in rows {
        package.add(&format!("{ENDPOINTS}/{}", file_name(&row.alias)), row.pem.as_bytes())?;
    }
    Ok(())
}

/// Aliases have only characters that any path may have.
fn file_name(alias: &str) -> String {
    format!("{alias}.crt")
}
