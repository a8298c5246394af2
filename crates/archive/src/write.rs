//! Packing.

use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::problem::Problem;

/// An archive of files, given as path and content, in that order. The same files give the same bytes: entries carry no
/// time.
///
/// # Errors
/// A path that is there twice, or is too long.
pub fn write<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Result<Vec<u8>, Problem> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, content) in files {
        let refuse = |_| Problem::of(path, "cannot be packed");
        zip.start_file(path, SimpleFileOptions::default()).map_err(refuse)?;
        zip.write_all(content).map_err(|_| Problem::of(path, "cannot be packed"))?;
    }
    let packed = zip.finish().map_err(|_| Problem::whole("cannot be packed"))?;
    Ok(packed.into_inner())
}
