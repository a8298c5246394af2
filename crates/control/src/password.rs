//! Password hashing: argon2id (RFC 9106) on blocking threads, a bounded number at a time.

use std::sync::Arc;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use model::Ambient;
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use crate::error::Error;

/// Hashes and verifies passwords. At most `workers` at the same time: each takes 19 MiB.
#[derive(Clone)]
pub struct Hasher {
    workers: Arc<Semaphore>,
    ambient: Ambient,
}

impl Hasher {
    pub fn new(workers: usize, ambient: Ambient) -> Self {
        Self { workers: Arc::new(Semaphore::new(workers.max(1))), ambient }
    }

    /// A PHC string (`$argon2id$...`) of a password.
    pub async fn hash(&self, password: &str) -> Result<String, Error> {
        let mut salt = [0u8; 16];
        self.ambient.random.fill(&mut salt);
        let password = Zeroizing::new(password.to_owned());
        self.blocking(move || {
            Argon2::default()
                .hash_password_with_salt(password.as_bytes(), &salt)
                .map(|h| h.to_string())
                .map_err(Error::internal)
        })
        .await?
    }

    /// Whether `password` has this hash. An unreadable hash is no match.
    pub async fn verify(&self, password: &str, hash: &str) -> Result<bool, Error> {
        let password = Zeroizing::new(password.to_owned());
        let hash = hash.to_owned();
        self.blocking(move || {
            PasswordHash::new(&hash)
                .is_ok_and(|h| Argon2::default().verify_password(password.as_bytes(), &h).is_ok())
        })
        .await
    }

    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let _permit = self.workers.acquire().await.map_err(Error::internal)?;
        tokio::task::spawn_blocking(work).await.map_err(Error::internal)
    }
}
