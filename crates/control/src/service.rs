//! The service catalogue: back ends that integrators announce with their definitions, and of which publishers make APIs.

mod api;
pub(crate) mod definition;
mod read;
mod write;

use md5::{Digest as _, Md5};
use model::{Invalid, Timestamp};
use store::Tx;
use store::service::ServiceRow;

pub use read::{Search, Sorted};
pub use store::service::UseRow as ServiceUse;

pub(crate) use api::tell;

use crate::Caller;
use crate::error::Error;

/// Kinds of definitions.
pub const DEFINITION_TYPES: [&str; 6] = ["OAS2", "OAS3", "WSDL1", "WSDL2", "GRAPHQL_SDL", "ASYNC_API"];
const SECURITY_TYPES: [&str; 6] = ["BASIC", "DIGEST", "OAUTH2", "X509", "API_KEY", "NONE"];
const NAME_CHARS: usize = 255;
const VERSION_CHARS: usize = 30;
const KEY_CHARS: usize = 512;
const DESCRIPTION_CHARS: usize = 1024;
const URL_CHARS: usize = 2_000;

/// What a service says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub name: String,
    pub version: String,
    /// Unique in the tenant; empty: name and version.
    pub key: String,
    pub description: String,
    pub url: String,
    /// One of [`DEFINITION_TYPES`].
    pub definition_type: String,
    /// Empty: `NONE`.
    pub security_type: String,
    pub mutual_ssl: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    pub id: String,
    pub draft: Draft,
    /// Of what was sent, hexadecimal; tells whether it is still the same.
    pub md5: String,
    /// How many APIs were made of it.
    pub usage: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

impl Draft {
    /// Fills in what was left open, and refuses what is wrong by itself.
    pub(crate) fn settle(&mut self) -> Result<(), Error> {
        for text in [&mut self.name, &mut self.version, &mut self.key, &mut self.url] {
            *text = text.trim().to_owned();
        }
        if self.key.is_empty() {
            self.key = format!("{}-{}", self.name, self.version);
        }
        if self.security_type.is_empty() {
            "NONE".clone_into(&mut self.security_type);
        }
        let mut wrong = Vec::new();
        for (field, text, most) in [
            ("name", &self.name, NAME_CHARS),
            ("version", &self.version, VERSION_CHARS),
            ("serviceKey", &self.key, KEY_CHARS),
        ] {
            let odd = |c: char| c.is_control() || c == '*';
            if text.is_empty() || text.chars().count() > most || text.contains(odd) {
                let message =
                    format!("must have 1 to {most} characters, none of them * or a control character");
                wrong.push(Invalid::new(field, message));
            }
        }
        if self.key.contains(',') {
            wrong
                .push(Invalid::new("serviceKey", "must not contain a comma: lists of keys are parted by it"));
        }
        if self.description.chars().count() > DESCRIPTION_CHARS {
            let message = format!("must have at most {DESCRIPTION_CHARS} characters");
            wrong.push(Invalid::new("description", message));
        }
        let odd = |c: char| c.is_whitespace() || c.is_control();
        if self.url.is_empty() || self.url.len() > URL_CHARS || self.url.contains(odd) {
            let message = format!("must be a URL of at most {URL_CHARS} bytes");
            wrong.push(Invalid::new("serviceUrl", message));
        }
        for (field, value, known) in [
            ("definitionType", &self.definition_type, DEFINITION_TYPES),
            ("securityType", &self.security_type, SECURITY_TYPES),
        ] {
            if !known.contains(&value.as_str()) {
                wrong.push(Invalid::new(field, format!("must be one of {}", known.join(", "))));
            }
        }
        if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
    }

    fn into_row(self, id: String, caller: &Caller, md5: String, now: i64) -> ServiceRow {
        ServiceRow {
            id,
            tenant: caller.tenant().to_string(),
            service_key: self.key,
            name: self.name,
            version: self.version,
            description: self.description,
            url: self.url,
            definition_type: self.definition_type,
            security_type: self.security_type,
            mutual_ssl: self.mutual_ssl,
            md5,
            created_at: now,
            updated_at: now,
            usage: 0,
        }
    }
}

impl From<ServiceRow> for Service {
    fn from(row: ServiceRow) -> Self {
        let draft = Draft {
            name: row.name,
            version: row.version,
            key: row.service_key,
            description: row.description,
            url: row.url,
            definition_type: row.definition_type,
            security_type: row.security_type,
            mutual_ssl: row.mutual_ssl,
        };
        Self {
            id: row.id,
            draft,
            md5: row.md5,
            usage: row.usage,
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
        }
    }
}

/// What tells two states of a service apart: as integrators compute it over the files that they send, one after
/// another. It protects nothing.
pub(crate) fn fingerprint<'a>(files: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hash = Md5::new();
    files.into_iter().for_each(|file| hash.update(file));
    hash.finalize()
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|n| char::from_digit(n.into(), 16))
        .collect()
}

async fn by_id(tx: &mut Tx, caller: &Caller, id: &str) -> Result<ServiceRow, Error> {
    let row = store::service::by_id(tx, caller.tenant().as_str(), id).await?;
    row.ok_or_else(|| not_found(id))
}

fn not_found(id: &str) -> Error {
    Error::not_found("Service", id, 404)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_open_is_filled_in_and_what_is_wrong_is_named() {
        let good = Draft {
            name: " Pizza ".into(),
            version: "1.0".into(),
            key: String::new(),
            description: String::new(),
            url: "http://localhost".into(),
            definition_type: "OAS3".into(),
            security_type: String::new(),
            mutual_ssl: false,
        };
        let mut settled = good.clone();
        settled.settle().expect("good");
        assert_eq!((settled.key.as_str(), settled.security_type.as_str()), ("Pizza-1.0", "NONE"));
        for (field, bad) in [
            ("name", Draft { name: "a*".into(), ..good.clone() }),
            ("version", Draft { version: "1".repeat(31), ..good.clone() }),
            ("serviceKey", Draft { key: "a,b".into(), ..good.clone() }),
            ("serviceUrl", Draft { url: String::new(), ..good.clone() }),
            ("definitionType", Draft { definition_type: "OAS".into(), ..good.clone() }),
        ] {
            let said = bad.clone().settle().expect_err(field).to_string();
            assert!(said.starts_with(field), "{said}");
        }
    }

    #[test]
    fn a_fingerprint_is_that_of_the_files_one_after_another() {
        assert_eq!(fingerprint([b"ab".as_slice(), b"c"]), "900150983cd24fb0d6963f7d28e17f72");
    }
}
