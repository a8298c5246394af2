//! Archives of services: a folder for each, with `metadata.yaml` and the definition beside it. They have no envelope.

use ::archive::{Files, Limits};
use bytes::Bytes;
use serde_json::{Value, json};
use store::Tx;

use super::package::Package;
use super::{Exported, Format, aside, envelope, wrong};
use crate::error::Error;
use crate::service::{Draft, Service, definition, fingerprint};
use crate::{Caller, Control};

/// Services in one archive.
const MOST: usize = 200;
const METADATA: [&str; 3] = ["metadata.yaml", "metadata.yml", "metadata.json"];

/// A service as the archive has it.
struct Packed {
    /// Path of its metadata.
    at: String,
    draft: Draft,
    definition: Vec<u8>,
    md5: String,
}

impl Control {
    pub async fn export_service(
        &self,
        caller: &Caller,
        name: &str,
        version: &str,
    ) -> Result<Exported, Error> {
        let _place = self.archive_place().await?;
        let mut tx = self.read().await?;
        let tenant = caller.tenant().as_str();
        let row = store::service::by_name(&mut tx, tenant, name, version).await?;
        let row = row.ok_or_else(|| Error::not_found("Service", format!("{name}-{version}"), 404))?;
        let text = store::service::definition(&mut tx, tenant, &row.id).await?.unwrap_or_default();
        drop(tx);
        aside(move || write(&Service::from(row).draft, text)).await
    }

    /// Adds the services of an archive: all of them, or none. Those that are as they are here already are passed over.
    /// `verifiers` are keys with what the caller thinks their services are like now: one that is different is left alone.
    ///
    /// # Errors
    /// One that has changed, without `overwrite`.
    pub async fn import_services(
        &self,
        caller: &Caller,
        archive: Bytes,
        overwrite: bool,
        verifiers: &[(String, String)],
    ) -> Result<Vec<Service>, Error> {
        let _place = self.archive_place().await?;
        let packed = aside(move || read(&archive)).await?;
        let mut tx = self.begin().await?;
        let mut done = Vec::new();
        for one in packed {
            done.extend(self.import_service(&mut tx, caller, one, overwrite, verifiers).await?);
        }
        tx.commit().await?;
        Ok(done)
    }

    async fn import_service(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        packed: Packed,
        overwrite: bool,
        verifiers: &[(String, String)],
    ) -> Result<Option<Service>, Error> {
        let Packed { at, draft, definition, md5 } = packed;
        let there = store::service::by_key(tx, caller.tenant().as_str(), &draft.key).await?;
        let Some(there) = there.map(Service::from) else {
            return self.insert_service(tx, caller, draft, md5, &definition).await.map(Some);
        };
        let before = store::service::definition(tx, caller.tenant().as_str(), &there.id).await?;
        if there.md5 == md5 || there.draft == draft && before.as_ref() == Some(&definition) {
            return Ok(None);
        }
        if !overwrite {
            let message = format!(
                "Cannot update existing services when overwrite is false: {at} changes the service {}",
                draft.key
            );
            return Err(Error::refused(400, message));
        }
        let thought = verifiers.iter().find(|(key, _)| *key == draft.key);
        if thought.is_some_and(|(_, md5)| *md5 != there.md5) {
            return Ok(None);
        }
        self.replace_service(tx, caller, there, draft, md5, &definition).await.map(Some)
    }
}

fn read(bytes: &[u8]) -> Result<Vec<Packed>, Error> {
    let files = ::archive::read(bytes, &Limits::default()).map_err(|problem| wrong("file", problem))?;
    let described: Vec<(&str, &str)> = files
        .paths()
        .filter_map(|path| METADATA.iter().find_map(|m| path.strip_suffix(m)).map(|folder| (path, folder)))
        .filter(|(_, folder)| folder.is_empty() || folder.ends_with('/'))
        .collect();
    if described.is_empty() {
        return Err(wrong("file", "the archive has no metadata.yaml of a service"));
    }
    if described.len() > MOST {
        return Err(wrong("file", format!("the archive has more than {MOST} services")));
    }
    let mut all: Vec<Packed> = Vec::new();
    for (at, folder) in described {
        let one = read_one(&files, at, folder)?;
        if all.iter().any(|other| other.draft.key == one.draft.key) {
            return Err(wrong(at, format!("has the key of another service, {}", one.draft.key)));
        }
        all.push(one);
    }
    Ok(all)
}

fn read_one(files: &Files, at: &str, folder: &str) -> Result<Packed, Error> {
    let metadata = files.get(at).unwrap_or_default();
    let document = envelope::parse(at, metadata)?;
    let text = |name: &str| envelope::text(at, &document, name).map(|t| t.unwrap_or_default().to_owned());
    let mut draft = Draft {
        name: text("name")?,
        version: text("version")?,
        key: match text("key")? {
            key if key.is_empty() => text("serviceKey")?,
            key => key,
        },
        description: text("description")?,
        url: text("serviceUrl")?,
        definition_type: text("definitionType")?,
        security_type: text("securityType")?,
        mutual_ssl: match &document["mutualSSLEnabled"] {
            Value::Null => false,
            Value::Bool(is) => *is,
            _ => return Err(wrong(at, "mutualSSLEnabled must be true or false")),
        },
    };
    draft.settle().map_err(|e| wrong(at, e))?;
    let mut beside =
        files.paths().filter(|p| p.strip_prefix(folder).is_some_and(|n| n.starts_with("definition.")));
    let Some(path) = beside.next() else { return Err(wrong(at, "has no definition beside it")) };
    let content = files.get(path).unwrap_or_default();
    definition::check(path, &draft.definition_type, content)?;
    let md5 = fingerprint([content, metadata]);
    Ok(Packed { at: at.to_owned(), draft, definition: content.to_vec(), md5 })
}

fn write(draft: &Draft, text: Vec<u8>) -> Result<Exported, Error> {
    let mut package = Package::new(&format!("{}-{}", draft.name, draft.version), Format::Yaml);
    let metadata = json!({
        "key": draft.key,
        "name": draft.name,
        "displayName": draft.name,
        "version": draft.version,
        "description": draft.description,
        "serviceUrl": draft.url,
        "definitionType": draft.definition_type,
        "securityType": draft.security_type,
        "mutualSSLEnabled": draft.mutual_ssl,
    });
    package.add("metadata.yaml", envelope::write(metadata, Format::Yaml))?;
    let extension = definition::extension(&draft.definition_type, &text);
    package.add(&format!("definition.{extension}"), text)?;
    package.pack()
}
