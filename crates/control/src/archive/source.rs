//! An archive that was sent.
//!
//! `apictl` sends a project in a folder of its own or, when it has parameters of an environment, the project packed again
//! as `SourceArchive.zip` beside `Deployment/` or `intermediate_params.yaml`.

use ::archive::{Files, Limits};
use serde_json::Value;

use super::envelope;
use super::wrong;
use crate::error::Error;

const PROJECT: &str = "SourceArchive.zip";
/// Descriptors of projects, and what they are of.
const MAIN: [(&str, &str); 5] = [
    ("api", "an API"),
    ("application", "an application"),
    ("api_product", "an API product"),
    ("mcp_server", "an MCP server"),
    ("operation_policy", "an operation policy"),
];
const EXTENSIONS: [&str; 2] = ["yaml", "json"];

pub(super) struct Source {
    /// Of the project.
    files: Files,
    /// Where the project's descriptor is: empty, or a folder with a slash.
    root: String,
    /// What is beside a project that was packed again, and the folder it is in.
    beside: Option<(Files, String)>,
}

/// A descriptor that was found.
pub(super) struct Found {
    /// Below the root; what errors name.
    pub at: String,
    pub document: Value,
}

impl Source {
    /// Opens the archive of a project whose descriptor is `main`, such as `api`.
    pub fn open(bytes: &[u8], main: &str) -> Result<Self, Error> {
        let refuse = |problem: ::archive::Problem| wrong("file", problem);
        let limits = Limits::default();
        let mut outer = ::archive::read(bytes, &limits).map_err(refuse)?;
        let packed =
            outer.paths().find(|p| p.strip_suffix(PROJECT).is_some_and(is_folder)).map(str::to_owned);
        let Some(packed) = packed else {
            let root = root(&outer, main)?;
            return Ok(Self { files: outer, root, beside: None });
        };
        let project = outer.take(&packed).unwrap_or_default();
        // Both together have no more than one may have.
        let rest = Limits {
            entries: limits.entries.saturating_sub(outer.len()),
            total_bytes: limits.total_bytes.saturating_sub(outer.bytes()),
            ..limits
        };
        let refuse = |problem: ::archive::Problem| wrong("file", format!("{packed}: {problem}"));
        let files = ::archive::read(&project, &rest).map_err(refuse)?;
        let root = root(&files, main)?;
        let folder = packed.strip_suffix(PROJECT).unwrap_or_default().to_owned();
        Ok(Self { files, root, beside: Some((outer, folder)) })
    }

    /// Takes out the projects in a folder (with its slash), each in a folder of its own; what errors name is below that.
    pub fn projects_in(&mut self, folder: &str) -> Vec<(String, Self)> {
        let at = format!("{}{folder}", self.root);
        let mut inside = self.files.take_folder(&at);
        let mut names: Vec<String> =
            inside.paths().filter_map(|path| path.split_once('/')).map(|(name, _)| name.to_owned()).collect();
        names.dedup();
        let each = names.into_iter().map(|name| {
            let files = inside.take_folder(&format!("{name}/"));
            (format!("{folder}{name}"), Self { files, root: String::new(), beside: None })
        });
        each.collect()
    }

    pub fn file(&self, path: &str) -> Option<&[u8]> {
        self.files.get(&format!("{}{path}", self.root))
    }

    /// Paths of the files in a folder (with its slash), below the root.
    pub fn files_in<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a str> {
        let below = self.files.paths().filter_map(|p| p.strip_prefix(self.root.as_str()));
        below.filter(move |p| p.starts_with(folder))
    }

    /// The descriptor at a path without extension.
    pub fn descriptor(&self, path: &str) -> Result<Option<Found>, Error> {
        for extension in EXTENSIONS {
            let at = format!("{path}.{extension}");
            if let Some(content) = self.file(&at) {
                return Ok(Some(Found { document: envelope::parse(&at, content)?, at }));
            }
        }
        Ok(None)
    }

    /// The parameters of an environment that go before what the project says.
    pub fn parameters(&self) -> Result<Option<Found>, Error> {
        for at in ["intermediate_params.yaml", "Deployment/intermediate_params.yaml"] {
            if let Some(content) = self.beside_or_within(at) {
                return Ok(Some(Found { document: envelope::parse(at, content)?, at: at.to_owned() }));
            }
        }
        Ok(None)
    }

    /// A certificate that the parameters name.
    pub fn certificate(&self, name: &str) -> Option<&[u8]> {
        self.beside_or_within(&format!("Deployment/certificates/{name}"))
    }

    fn beside_or_within(&self, path: &str) -> Option<&[u8]> {
        let beside = self.beside.as_ref().and_then(|(files, folder)| files.get(&format!("{folder}{path}")));
        beside.or_else(|| self.file(path))
    }
}

/// Is it the archive's own folder, or one in it?
fn is_folder(path: &str) -> bool {
    path.is_empty() || path.ends_with('/') && path.matches('/').count() == 1
}

/// Where the descriptor `main` is.
fn root(files: &Files, main: &str) -> Result<String, Error> {
    let mut roots = roots_of(files, main);
    match roots.len() {
        1 => Ok(roots.remove(0)),
        0 => {
            let other = MAIN.iter().find(|(stem, _)| !roots_of(files, stem).is_empty());
            let what = other.map_or_else(String::new, |(_, what)| format!(": it is of {what}"));
            Err(wrong("file", format!("the archive has no {main}.yaml or {main}.json{what}")))
        }
        _ => {
            Err(wrong("file", format!("the archive has {main}.yaml or {main}.json in more than one folder")))
        }
    }
}

fn roots_of(files: &Files, stem: &str) -> Vec<String> {
    let names = EXTENSIONS.map(|extension| format!("{stem}.{extension}"));
    let fits = |path: &str| {
        names.iter().find_map(|n| path.strip_suffix(n.as_str()).filter(|r| is_folder(r)).map(str::to_owned))
    };
    let mut roots: Vec<String> = files.paths().filter_map(fits).collect();
    roots.sort_unstable();
    roots.dedup();
    roots
}
