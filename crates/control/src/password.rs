//! Password hashing: argon2id (RFC 9106) on blocking threads, a bounded number at a time.

mod change;

use std::sync::Arc;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use model::Ambient;
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use crate::error::Error;

/// What a password must be, as in WSO2's user store.
pub const RULE: Rule = Rule { pattern: r"^[\S]{5,30}$", min: 5, max: 30 };

/// Characters that are no white space, so many at least and at most.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// The same as a regular expression, for portals.
    pub pattern: &'static str,
    pub min: usize,
    pub max: usize,
}

impl Rule {
    pub fn check(&self, field: &str, password: &str) -> Result<(), Error> {
        let length = password.chars().count();
        if (self.min..=self.max).contains(&length) && !password.chars().any(char::is_whitespace) {
            return Ok(());
        }
        let message = format!("must have {} to {} characters, none of them white space", self.min, self.max);
        Err(Error::invalid(field, message))
    }
}

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
