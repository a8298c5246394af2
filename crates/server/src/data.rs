//! The data directory: what a node keeps on its own disk.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
#[cfg(any(feature = "control", feature = "gateway"))]
use std::os::unix::fs::DirBuilderExt as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
#[cfg(any(feature = "control", feature = "gateway"))]
use std::path::PathBuf;

#[cfg(any(feature = "control", feature = "gateway"))]
use anyhow::bail;
use anyhow::{Context, Result};
#[cfg(feature = "control")]
use base64::Engine as _;
#[cfg(feature = "control")]
use base64::engine::general_purpose::STANDARD;
#[cfg(feature = "control")]
use control::seal::Sealer;
#[cfg(feature = "control")]
use model::Ambient;

#[cfg(any(feature = "control", feature = "gateway"))]
/// A data directory held by this process alone.
pub struct DataDir {
    path: PathBuf,
    // Released by the kernel when the process ends, however it ends.
    _lock: Option<File>,
}

#[cfg(any(feature = "control", feature = "gateway"))]
impl DataDir {
    /// Opens or makes the directory (mode 0700) and locks it.
    pub fn open(path: &Path) -> Result<Self> {
        std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(path)
            .with_context(|| format!("the data directory {} cannot be made", path.display()))?;
        let lock_path = path.join("lock");
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .mode(0o600)
            .open(&lock_path)
            .with_context(|| format!("{} cannot be written", lock_path.display()))?;
        if lock.try_lock().is_err() {
            bail!("the data directory {} is in use by another process", path.display());
        }
        Ok(Self { path: path.to_owned(), _lock: Some(lock) })
    }

    /// The directory of a node that may be running: nothing in it is changed.
    #[cfg(feature = "control")]
    pub fn beside(path: &Path) -> Self {
        Self { path: path.to_owned(), _lock: None }
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// The key that seals secrets at rest: as configured (base64), or from a file that is made at the first start.
    /// Losing it loses every sealed secret.
    #[cfg(feature = "control")]
    pub fn sealing_key(&self, configured: &str, ambient: &Ambient) -> Result<[u8; Sealer::KEY_LEN]> {
        if !configured.is_empty() {
            let bytes = STANDARD.decode(configured.trim()).ok().and_then(|bytes| bytes.try_into().ok());
            return bytes.context("secrets.sealing_key: must be 32 bytes in base64");
        }
        let path = self.file("sealing.key");
        if !path.exists() {
            let mut key = [0u8; Sealer::KEY_LEN];
            ambient.random.fill(&mut key);
            write_private(&path, &key)?;
        }
        let bytes = std::fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        bytes.try_into().map_err(|_| anyhow::anyhow!("{} is damaged: it must have 32 bytes", path.display()))
    }
}

/// Writes a file that only its owner can read, whole or not at all.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<()> {
    let whole = || -> std::io::Result<()> {
        let draft = path.with_extension("new");
        let mut file = OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(&draft)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&draft, path)?;
        File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()
    };
    whole().with_context(|| format!("{} cannot be written", path.display()))
}
