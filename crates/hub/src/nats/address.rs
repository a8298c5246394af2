//! Where a document is on the hub.

use model::catalog::Document;

use super::layout::{ALL_ENVIRONMENTS, Bucket};
use super::token::encode;
use crate::{HubError, Interest};

/// Longest subject; the server's own limit for a line is 4 KiB.
const LONGEST: usize = 1_024;

/// The subjects of a document: one per environment it is meant for, or the one for all.
pub fn subjects(document: &Document) -> Result<Vec<String>, HubError> {
    let key = &document.key;
    let rest = format!("{}.{}.{}", key.kind.as_str(), encode(&key.tenant), encode(&key.id));
    let environments: Vec<_> = if document.environments.is_empty() {
        vec![ALL_ENVIRONMENTS.to_owned()]
    } else {
        document.environments.iter().map(|e| encode(e)).collect()
    };
    let subjects: Vec<_> =
        environments.into_iter().map(|e| format!("{}{e}.{rest}", Bucket::Catalog.prefix())).collect();
    if subjects.iter().any(|s| s.len() > LONGEST) {
        return Err(HubError::Invalid(format!(
            "the {} {} has too long a name for the hub",
            key.kind.as_str(),
            key.id.chars().take(64).collect::<String>()
        )));
    }
    Ok(subjects)
}

/// The filters that cover an interest, one consumer each. Those for all environments come first.
pub fn filters(interest: &Interest) -> Vec<String> {
    let prefix = Bucket::Catalog.prefix();
    if interest.environments.is_empty() {
        return vec![format!("{prefix}>")];
    }
    let own = interest.environments.iter().map(|e| encode(e));
    std::iter::once(ALL_ENVIRONMENTS.to_owned()).chain(own).map(|e| format!("{prefix}{e}.>")).collect()
}

/// The document in a value, when it stands where it belongs.
pub fn document(subject: &str, body: &[u8]) -> Option<Document> {
    let document: Document = serde_json::from_slice(body)
        .inspect_err(|error| tracing::warn!(%subject, %error, "a document on the hub cannot be read"))
        .ok()?;
    let there = subjects(&document).is_ok_and(|s| s.iter().any(|s| s == subject));
    if !there {
        tracing::warn!(%subject, "a document on the hub is not where it belongs, and ignored");
    }
    there.then_some(document)
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::catalog::{Key, Kind};

    fn document_of(environments: &[&str], id: &str) -> Document {
        let key = Key { kind: Kind::Api, tenant: "a.com".to_owned(), id: id.to_owned() };
        let environments = environments.iter().map(|e| (*e).to_owned()).collect();
        Document { key, environments, version: 1, body: None }
    }

    #[test]
    fn a_document_is_found_only_where_it_belongs() {
        let one = document_of(&["Default"], "7.Default");
        let subject = "$KV.catalog.Default.api.a=2Ecom.7=2EDefault";
        assert_eq!(subjects(&one).unwrap(), [subject]);
        let body = serde_json::to_vec(&one).unwrap();
        assert_eq!(document(subject, &body), Some(one));
        assert_eq!(document("$KV.catalog._all.api.a=2Ecom.7=2EDefault", &body), None);
        assert_eq!(subjects(&document_of(&[], "7")).unwrap(), ["$KV.catalog._all.api.a=2Ecom.7"]);
        assert_eq!(subjects(&document_of(&["a", "_all"], "7")).unwrap().len(), 2);
        assert!(subjects(&document_of(&["_all"], "7")).unwrap()[0].contains(".=5Fall."));
        assert!(subjects(&document_of(&[], &"x".repeat(2_000))).is_err());
    }
}
