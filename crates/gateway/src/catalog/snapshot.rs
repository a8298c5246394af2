//! The applied catalog on disk, so that a gateway starts without the hub.
//!
//! One file: a line with the format, the time, the length and the SHA-256 of those and the rest, then one document
//! per line.
//! It is written beside the old one, synced and renamed; the one before is kept. A file that does not check is not
//! used at all.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use aws_lc_rs::digest::{Context, SHA256};
use model::Timestamp;
use model::catalog::{Document, Key};
use serde::Serialize;
use serde_json::value::RawValue;

use super::books::Stored;

const FORMAT: &str = "turnpike-gateway-snapshot 1";

/// Where a snapshot is kept.
#[derive(Debug, Clone)]
pub struct Files {
    current: PathBuf,
}

/// A snapshot that was read.
#[derive(Debug, PartialEq)]
pub struct Snapshot {
    pub taken_at: Timestamp,
    pub documents: Vec<Document>,
}

/// Why there is no snapshot in a file.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("{0}")]
    Damaged(&'static str),
    #[error("a document cannot be read: {0}")]
    Document(#[from] serde_json::Error),
}

#[derive(Serialize)]
struct Line<'a> {
    kind: &'static str,
    tenant: &'a str,
    id: &'a str,
    environments: &'a [String],
    version: u64,
    body: &'a RawValue,
}

impl Files {
    pub fn new(path: &Path) -> Self {
        Self { current: path.to_owned() }
    }

    fn beside(&self, suffix: &str) -> PathBuf {
        let mut name = self.current.as_os_str().to_owned();
        name.push(suffix);
        name.into()
    }

    /// The newest snapshot that is whole; `None` when there is none.
    pub fn load(&self) -> Option<Snapshot> {
        for path in [self.current.clone(), self.beside(".previous")] {
            match fs::read(&path).map_err(SnapshotError::Io).and_then(|bytes| parse(&bytes)) {
                Ok(snapshot) => return Some(snapshot),
                Err(SnapshotError::Io(error)) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => tracing::error!(%error, path = %path.display(), "snapshot not usable"),
            }
        }
        None
    }

    /// Replaces the snapshot. A current one that does not check is not kept as the one before.
    pub fn save<'a>(
        &self,
        at: Timestamp,
        documents: impl Iterator<Item = (&'a Key, &'a Stored)>,
    ) -> Result<(), SnapshotError> {
        let body = body(documents)?;
        let new = self.beside(".new");
        let mut file = File::create(&new)?;
        file.write_all(header(at, &body).as_bytes())?;
        file.write_all(&body)?;
        file.sync_all()?;
        drop(file);
        if fs::read(&self.current).is_ok_and(|bytes| check(&bytes).is_ok()) {
            fs::rename(&self.current, self.beside(".previous"))?;
        }
        fs::rename(&new, &self.current)?;
        if let Some(folder) = self.current.parent().filter(|f| !f.as_os_str().is_empty()) {
            File::open(folder)?.sync_all()?;
        }
        Ok(())
    }
}

fn body<'a>(documents: impl Iterator<Item = (&'a Key, &'a Stored)>) -> Result<Vec<u8>, SnapshotError> {
    let mut out = Vec::new();
    for (key, stored) in documents {
        let line = Line {
            kind: key.kind.as_str(),
            tenant: &key.tenant,
            id: &key.id,
            environments: &stored.environments,
            version: stored.version,
            body: serde_json::from_str(&stored.body)?,
        };
        serde_json::to_writer(&mut out, &line)?;
        out.push(b'\n');
    }
    Ok(out)
}

fn header(at: Timestamp, body: &[u8]) -> String {
    let what = format!("{FORMAT} {} {}", at.0, body.len());
    let mut digest = Context::new(&SHA256);
    digest.update(what.as_bytes());
    digest.update(body);
    format!("{what} {}\n", hex(digest.finish().as_ref()))
}

/// The time and the documents' part of a file that is whole.
fn check(bytes: &[u8]) -> Result<(Timestamp, &[u8]), SnapshotError> {
    let end =
        bytes.iter().position(|b| *b == b'\n').ok_or(SnapshotError::Damaged("the first line is missing"))?;
    let (head, body) = (&bytes[..end], &bytes[end + 1..]);
    let head = str::from_utf8(head).ok().and_then(|h| h.strip_prefix(FORMAT));
    let at = head
        .and_then(|h| h.split_whitespace().next()?.parse().ok())
        .map(Timestamp)
        .ok_or(SnapshotError::Damaged("the first line is not understood"))?;
    if header(at, body).as_bytes() != &bytes[..=end] {
        return Err(SnapshotError::Damaged("length or checksum differ"));
    }
    Ok((at, body))
}

fn parse(bytes: &[u8]) -> Result<Snapshot, SnapshotError> {
    let (taken_at, body) = check(bytes)?;
    let lines = body.split(|b| *b == b'\n').filter(|l| !l.is_empty());
    let documents = lines.map(serde_json::from_slice).collect::<Result<_, _>>()?;
    Ok(Snapshot { taken_at, documents })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, byte| {
        // Writing to a String cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use model::catalog::Kind;
    use proptest::prelude::*;

    use super::*;

    fn documents(n: u64) -> BTreeMap<Key, Stored> {
        let of = |i| {
            let key = Key { kind: Kind::Application, tenant: "t".to_owned(), id: format!("a{i}") };
            let body = format!("{{\"text\":\"line\\n{i} \u{e9}\"}}").as_str().into();
            (key, Stored { version: i + 1, environments: vec!["Default".to_owned()], body })
        };
        (0..n).map(of).collect()
    }

    #[test]
    fn what_is_saved_is_loaded_and_the_one_before_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::new(&folder.path().join("catalog"));
        assert_eq!(files.load(), None);
        for n in 1..4 {
            files.save(Timestamp(n), documents(n as u64).iter()).unwrap();
        }
        let loaded = files.load().unwrap();
        assert_eq!((loaded.taken_at, loaded.documents.len()), (Timestamp(3), 3));
        assert_eq!(loaded.documents[2].body, Some(serde_json::json!({"text": "line\n2 \u{e9}"})));
        fs::write(folder.path().join("catalog"), b"half of a").unwrap();
        assert_eq!(files.load().unwrap().taken_at, Timestamp(2));
        files.save(Timestamp(9), documents(1).iter()).unwrap();
        fs::remove_file(folder.path().join("catalog")).unwrap();
        assert_eq!(files.load().unwrap().taken_at, Timestamp(2), "the damaged one was not kept");
    }

    proptest! {
        /// A file that was cut or in which a bit has changed is never taken.
        #[test]
        fn damage_is_noticed(cut in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), bit in 0u8..8) {
            let docs = documents(5);
            let body = body(docs.iter()).unwrap();
            let mut bytes = header(Timestamp(1), &body).into_bytes();
            bytes.extend_from_slice(&body);
            prop_assert!(check(&bytes).is_ok());
            prop_assert!(check(&bytes[..cut.index(bytes.len())]).is_err());
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << bit;
            prop_assert!(check(&bytes).is_err());
        }
    }
}
