//! The files that belong to the project: tracked ones, and new ones that are not ignored.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// The checkout.
pub struct Tree {
    pub root: PathBuf,
    /// Paths relative to `root`, with forward slashes, sorted.
    pub files: Vec<String>,
}

impl Tree {
    /// Opens the checkout that cargo runs this program in; a build cache may be shared by several.
    pub fn open() -> Result<Self> {
        let package = std::env::var_os("CARGO_MANIFEST_DIR").context("run this as `cargo xtask`")?;
        let root = Path::new(&package).ancestors().nth(2).context("xtask lives in crates/xtask")?.to_owned();
        let listing = Command::new("git")
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .current_dir(&root)
            .output()
            .context("git ls-files: is git installed?")?;
        ensure!(
            listing.status.success(),
            "git ls-files: {}",
            String::from_utf8_lossy(&listing.stderr).trim()
        );
        let listing = String::from_utf8(listing.stdout).context("a file name is not UTF-8")?;
        let mut files: Vec<String> = listing
            .split_terminator('\0')
            .filter(|path| root.join(path).is_file())
            .map(str::to_owned)
            .collect();
        files.sort();
        files.dedup();
        Ok(Self { root, files })
    }

    /// Files whose extension is one of `extensions`.
    pub fn with_extension<'a>(&'a self, extensions: &'a [&'a str]) -> impl Iterator<Item = &'a str> {
        self.files
            .iter()
            .map(String::as_str)
            .filter(|path| path.rsplit_once('.').is_some_and(|(_, ext)| extensions.contains(&ext)))
    }

    /// The text of a file of the project.
    pub fn read(&self, path: &str) -> Result<String> {
        std::fs::read_to_string(self.root.join(path)).with_context(|| format!("read {path}"))
    }
}
