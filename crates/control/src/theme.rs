//! The theme of a tenant's portals: an archive that its administrators give, kept as it came.

mod archive;

use crate::error::Error;
use crate::{Caller, Control};

/// Bytes of an archive.
pub const MAX_ARCHIVE: usize = 5 * 1024 * 1024;

impl Control {
    /// Keeps the archive in place of the one before.
    pub async fn put_theme(&self, caller: &Caller, archive: &[u8]) -> Result<(), Error> {
        if archive.len() > MAX_ARCHIVE {
            return Err(Error::invalid("file", format!("must have at most {MAX_ARCHIVE} bytes")));
        }
        archive::check(archive).map_err(|problem| Error::invalid("file", problem))?;
        let mut tx = self.begin().await?;
        store::theme::put(&mut tx, caller.tenant().as_str(), archive, self.ambient().now()).await?;
        tx.commit().await?;
        Ok(())
    }

    pub async fn theme(&self, caller: &Caller) -> Result<Vec<u8>, Error> {
        let mut tx = self.read().await?;
        let found = store::theme::get(&mut tx, caller.tenant().as_str()).await?;
        found.ok_or_else(|| Error::not_found("Tenant theme", caller.tenant().to_string(), 404))
    }
}
