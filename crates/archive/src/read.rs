//! Unpacking.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use zip::ZipArchive;

use crate::directory;
use crate::problem::Problem;

/// How much of an archive is taken. Each bound is checked before the memory is spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub entries: usize,
    /// Bytes of one entry, unpacked.
    pub entry_bytes: u64,
    /// Bytes of all entries, unpacked.
    pub total_bytes: u64,
    /// Unpacked bytes per packed byte of an entry...
    pub ratio: u64,
    /// ... that has more bytes than these.
    pub free_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            entries: 1_000,
            entry_bytes: 12 * 1024 * 1024,
            total_bytes: 32 * 1024 * 1024,
            ratio: 200,
            free_bytes: 1024 * 1024,
        }
    }
}

/// The files of an archive by their paths.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files(BTreeMap<String, Vec<u8>>);

/// Unpacks an archive in memory: all of it, or nothing and why.
///
/// # Errors
/// The first entry that is not taken, or what is wrong with the whole.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Files, Problem> {
    let entries = directory::read(bytes, limits)?;
    let damaged = |_| Problem::whole("is damaged");
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if zip.len() != entries.len() {
        return Err(Problem::whole("is damaged: it can be read in more than one way"));
    }
    let mut files = BTreeMap::new();
    for (i, entry) in entries.into_iter().enumerate() {
        let broken = || Problem::of(&entry.name, "is damaged");
        let file = zip.by_index(i).map_err(|_| broken())?;
        if file.name_raw() != entry.name.as_bytes() || file.size() != entry.size {
            return Err(broken());
        }
        if entry.is_folder() {
            continue;
        }
        // At its end the reader compares the checksum.
        let mut content = Vec::new();
        file.take(entry.size + 1).read_to_end(&mut content).map_err(|_| broken())?;
        if content.len() as u64 != entry.size {
            return Err(Problem::of(&entry.name, "has another size than the archive says"));
        }
        files.insert(entry.name, content);
    }
    Ok(Files(files))
}

impl Files {
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.0.get(path).map(Vec::as_slice)
    }

    pub fn take(&mut self, path: &str) -> Option<Vec<u8>> {
        self.0.remove(path)
    }

    /// Takes out what is in a folder (with its slash); paths are then below it.
    #[must_use]
    pub fn take_folder(&mut self, folder: &str) -> Self {
        let inside: Vec<String> = self.0.keys().filter(|path| path.starts_with(folder)).cloned().collect();
        let taken =
            inside.iter().filter_map(|path| Some((path[folder.len()..].to_owned(), self.0.remove(path)?)));
        Self(taken.collect())
    }

    /// Paths in order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Bytes of all of them.
    pub fn bytes(&self) -> u64 {
        self.0.values().map(|content| content.len() as u64).sum()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
