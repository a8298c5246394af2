//! Archives as `apictl` of WSO2 API Manager 4 packs them: APIs and applications, exported and imported.
//!
//! | module | owns |
//! |---|---|
//! | `package` | an archive being written |
//! | `source` | an archive that was sent: where its root is, descriptors by name |
//! | `envelope` | descriptors: `type`, `version` and `data` |
//! | `api` | APIs; one file per folder of their archives |
//! | `application` | applications with subscriptions and keys |
//! | `service` | services of the catalogue |
//!
//! An import is one transaction: what is wrong anywhere in an archive leaves everything as it was.

mod api;
mod application;
mod envelope;
mod package;
mod service;
mod source;

use std::time::Duration;

use tokio::sync::SemaphorePermit;

pub use api::{ApiExport, ApiImport, ImportedApi, ProductImport};
pub use application::{ApplicationExport, ApplicationImport, ImportedApplication, Skipped};

use crate::Control;
use crate::error::Error;

/// Archives that are in memory at the same time; each takes up to 80 MiB.
pub(crate) const AT_ONCE: usize = 2;
/// Longest wait for one of them to be done.
const PATIENCE: Duration = Duration::from_secs(20);

/// Notation of an archive's descriptors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    #[default]
    Yaml,
    Json,
}

impl Format {
    const fn extension(self) -> &'static str {
        match self {
            Self::Yaml => "yaml",
            Self::Json => "json",
        }
    }
}

/// An archive to give to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// Such as `PizzaShackAPI-1.0.0.zip`: a label, never a path.
    pub file_name: String,
    /// A zip archive.
    pub bytes: Vec<u8>,
}

impl Control {
    /// A place among those who have an archive in memory.
    async fn archive_place(&self) -> Result<SemaphorePermit<'_>, Error> {
        let busy = || Error::Unavailable("too many archives are exported or imported at the moment");
        let place = tokio::time::timeout(PATIENCE, self.inner.archives.acquire()).await;
        place.map_err(|_| busy())?.map_err(|_| busy())
    }
}

/// Work on a whole archive: not on a thread that others wait for.
async fn aside<T, F>(work: F) -> Result<T, Error>
where
    T: Send + 'static,
    F: FnOnce() -> Result<T, Error> + Send + 'static,
{
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}

/// What is wrong with a file of an archive.
fn wrong(at: &str, message: impl std::fmt::Display) -> Error {
    Error::invalid(at, message.to_string())
}
