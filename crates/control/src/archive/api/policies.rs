//! `Policies/<name>_<version>.yaml`, with the templates beside it.

use super::super::package::{Package, label};
use super::super::source::Source;
use super::super::wrong;
use crate::error::Error;
use crate::operation_policy::Draft;
use crate::operation_policy::carry::{Carried, Files};

const FOLDER: &str = "Policies/";
const SPECIFICATIONS: [&str; 3] = [".yaml", ".yml", ".json"];
const MOST: usize = 200;

pub(super) fn read(source: &Source) -> Result<Vec<Carried>, Error> {
    let stem = |path: &str| SPECIFICATIONS.iter().find_map(|e| path.strip_suffix(e)).map(str::to_owned);
    let mut read: Vec<Carried> = Vec::new();
    for at in source.files_in(FOLDER) {
        let Some(stem) = stem(at).filter(|s| !s[FOLDER.len()..].contains('/')) else { continue };
        let file = |path: &str| source.file(path).map(|content| content.to_vec().into());
        let draft = Draft {
            specification: file(at).unwrap_or_default(),
            synapse: file(&format!("{stem}.j2")),
            choreo_connect: file(&format!("{stem}.gotmpl")),
        };
        let policy = Carried::read(at, &draft)?;
        if read.len() >= MOST {
            return Err(wrong(FOLDER, format!("has more than {MOST} policies")));
        }
        if read.iter().any(|other| other.is_same_as(&policy)) {
            return Err(wrong(at, "has name and version of another policy"));
        }
        read.push(policy);
    }
    Ok(read)
}

pub(super) fn write(package: &mut Package, policies: Vec<Files>) -> Result<(), Error> {
    for Files { stem, files } in policies {
        let stem = label(&stem);
        for (extension, content) in files {
            package.add(&format!("{FOLDER}{stem}.{extension}"), content)?;
        }
    }
    Ok(())
}
