//! A policy as an archive: its specification and its templates, as `apictl` packs them.

use ::archive::{Files, Limits};
use definition::tree::Format;

use super::specification::Specification;
use super::{Draft, MAX_TEMPLATE, OperationPolicy};
use crate::error::Error;

/// How the specification is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notation {
    Yaml,
    Json,
}

const LIMITS: Limits = Limits {
    entries: 16,
    entry_bytes: MAX_TEMPLATE as u64,
    total_bytes: 1024 * 1024,
    ratio: 200,
    free_bytes: 64 * 1024,
};

impl OperationPolicy {
    /// File name and bytes of an archive with everything there is of the policy.
    pub fn archive(&self, notation: Notation) -> Result<(String, Vec<u8>), Error> {
        let Specification { name, version, .. } = &self.specification;
        let base = format!("{name}_{version}");
        let (extension, format) = match notation {
            Notation::Yaml => ("yaml", Format::Yaml),
            Notation::Json => ("json", Format::Json),
        };
        let specification = self.specification.file(format)?;
        let files = [
            (extension, Some(&specification)),
            ("j2", self.synapse.as_ref()),
            ("gotmpl", self.choreo_connect.as_ref()),
        ];
        let files: Vec<(String, &String)> = files
            .into_iter()
            .filter_map(|(extension, text)| Some((format!("{base}/{base}.{extension}"), text?)))
            .collect();
        let packed = ::archive::write(files.iter().map(|(path, text)| (path.as_str(), text.as_bytes())));
        Ok((format!("{base}.zip"), packed.map_err(Error::internal)?))
    }
}

/// The files of an archive. One of each kind is taken, in whatever folder it is.
pub fn read(bytes: &[u8]) -> Result<Draft, Error> {
    let mut files = ::archive::read(bytes, &LIMITS).map_err(|p| Error::invalid("file", p.to_string()))?;
    let specification = take(&mut files, &["yaml", "yml", "json"])?
        .ok_or_else(|| Error::invalid("file", "has no specification: a YAML or JSON file"))?;
    Ok(Draft {
        specification: specification.into(),
        synapse: take(&mut files, &["j2"])?.map(Into::into),
        choreo_connect: take(&mut files, &["gotmpl"])?.map(Into::into),
    })
}

fn take(files: &mut Files, extensions: &[&str]) -> Result<Option<Vec<u8>>, Error> {
    let of_kind = |path: &&str| path.rsplit_once('.').is_some_and(|(_, e)| extensions.contains(&e));
    let found: Vec<String> = files.paths().filter(of_kind).map(str::to_owned).collect();
    match found.as_slice() {
        [] => Ok(None),
        [path] => Ok(files.take(path)),
        [_, second, ..] => Err(Error::invalid(
            "file",
            format!("the entry {second} is one too many: one .{} is expected", extensions[0]),
        )),
    }
}
