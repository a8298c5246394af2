//! An archive being written.

use std::collections::HashSet;

use serde_json::Value;

use super::{Exported, Format, envelope};
use crate::error::Error;

/// Bytes of all files together: as many as an import takes.
const MOST: usize = 32 * 1024 * 1024;
/// Characters of a folder's or file's name that is made from a label.
const LONGEST: usize = 80;

pub(super) struct Package {
    /// Name of the folder that everything is in.
    root: String,
    /// Below the root, with a slash at its end; empty: the root itself.
    folder: String,
    pub format: Format,
    files: Vec<(String, Vec<u8>)>,
    taken: HashSet<String>,
    bytes: usize,
}

impl Package {
    /// `name` is what the archive is of, such as `PizzaShackAPI-1.0.0`.
    pub fn new(name: &str, format: Format) -> Self {
        Self {
            root: label(name),
            folder: String::new(),
            format,
            files: Vec::new(),
            taken: HashSet::new(),
            bytes: 0,
        }
    }

    /// What is added from now on goes into this folder, below the root.
    pub fn enter(&mut self, folder: &str) {
        self.folder = format!("{folder}/");
    }

    /// Adds a file. `path` is below the root, with labels for parts that others chose.
    pub fn add(&mut self, path: &str, content: impl Into<Vec<u8>>) -> Result<(), Error> {
        let content = content.into();
        self.bytes += content.len();
        if self.bytes > MOST {
            let message = format!("The archive would have more than {} MiB", MOST / 1024 / 1024);
            return Err(Error::refused(400, message));
        }
        self.files.push((format!("{}/{}{path}", self.root, self.folder), content));
        Ok(())
    }

    /// Adds a descriptor; `path` is without an extension.
    pub fn describe(&mut self, path: &str, kind: &str, data: Value) -> Result<(), Error> {
        let text = envelope::close(kind, data, self.format);
        self.add(&format!("{path}.{}", self.format.extension()), text)
    }

    /// A label for `name` that no other in `folder` has, without case.
    pub fn label_in(&mut self, folder: &str, name: &str) -> String {
        let label = label(name);
        let numbered = (2..).map(|n| format!("{label}-{n}"));
        let free = std::iter::once(label.clone()).chain(numbered);
        let mut free =
            free.filter(|l| self.taken.insert(format!("{}{folder}/{}", self.folder, l.to_lowercase())));
        free.next().unwrap_or(label)
    }

    pub fn pack(self) -> Result<Exported, Error> {
        let files = self.files.iter().map(|(path, content)| (path.as_str(), content.as_slice()));
        let bytes = ::archive::write(files).map_err(Error::internal)?;
        Ok(Exported { file_name: format!("{}.zip", self.root), bytes })
    }
}

/// A name that is one part of a path on any system.
pub(super) fn label(name: &str) -> String {
    let plain = |c: char| if c.is_control() || "/\\:*?\"<>|".contains(c) { '_' } else { c };
    let label: String = name.chars().map(plain).take(LONGEST).collect();
    let label = label.trim().trim_end_matches('.');
    if label.is_empty() { "_".to_owned() } else { label.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_parts_of_paths_and_differ() {
        for (name, expected) in [
            ("How to", "How to"),
            ("../x", ".._x"),
            ("a\\b:c", "a_b_c"),
            ("..", "_"),
            (" ", "_"),
            ("a\nb", "a_b"),
        ] {
            assert_eq!(label(name), expected);
        }
        let mut package = Package::new("A-1", Format::Yaml);
        let labels = ["a/b", "a:b", "A_B", "c"].map(|name| package.label_in("Docs", name));
        assert_eq!(labels, ["a_b", "a_b-2", "A_B-3", "c"]);
    }
}
