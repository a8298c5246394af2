//! The theme of a tenant's portals: an archive that its administrators give, kept as it came.

use ::archive::Limits;

use crate::error::Error;
use crate::{Caller, Control};

/// Bytes of an archive.
pub const MAX_ARCHIVE: usize = 5 * 1024 * 1024;

/// What it may unpack to one day.
const LIMITS: Limits = Limits {
    entries: 1_000,
    entry_bytes: 12 * 1024 * 1024,
    total_bytes: 50 * 1024 * 1024,
    ratio: 200,
    free_bytes: 1024 * 1024,
};

impl Control {
    /// Keeps the archive in place of the one before.
    pub async fn put_theme(&self, caller: &Caller, archive: &[u8]) -> Result<(), Error> {
        if archive.len() > MAX_ARCHIVE {
            return Err(Error::invalid("file", format!("must have at most {MAX_ARCHIVE} bytes")));
        }
        let bytes: bytes::Bytes = archive.to_vec().into();
        let read = move || ::archive::read(&bytes, &LIMITS);
        let files = tokio::task::spawn_blocking(read).await.map_err(Error::internal)?;
        if files.map_err(|problem| Error::invalid("file", problem.to_string()))?.is_empty() {
            return Err(Error::invalid("file", "the archive has no files"));
        }
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
