//! A certificate that is replaced while connections come: by whoever renews it, with nobody telling us.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use anyhow::{Context, Result};
use aws_lc_rs::digest::{self, SHA256};
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::{MissedTickBehavior, interval};
use tracing::{info, warn};
use zeroize::Zeroizing;

use crate::shutdown::Shutdown;

/// How often the files are looked at; SIGHUP has them looked at now.
const LOOK: Duration = Duration::from_secs(5);

/// PEM files.
#[derive(Debug, Clone)]
pub struct Files {
    /// The chain, the server's own first.
    pub certificate: PathBuf,
    pub key: PathBuf,
}

/// What tells one content of the files from another. Times would not do: a renewed file may be copied with an old one.
type Stamp = [u8; 32];

/// Gives new connections the certificate of the moment.
#[derive(Debug)]
pub struct Served(RwLock<Arc<CertifiedKey>>);

impl ResolvesServerCert for Served {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.0.read().unwrap_or_else(PoisonError::into_inner).clone())
    }
}

/// Looks after the files of one certificate.
pub struct Watch {
    files: Files,
    served: Arc<Served>,
    /// Of what was looked at last, good or not: what is wrong is said once.
    seen: Option<Stamp>,
}

/// Loads the certificate; what is wrong with it is an error now, and a warning later.
pub fn begin(files: Files) -> Result<(Arc<Served>, Watch)> {
    let (stamp, certified) = files.load()?;
    let served = Arc::new(Served(RwLock::new(Arc::new(certified?))));
    Ok((served.clone(), Watch { files, served, seen: Some(stamp) }))
}

impl Files {
    /// Both files, and what they make. The outer error: they cannot be read.
    fn load(&self) -> Result<(Stamp, Result<CertifiedKey>)> {
        let Self { certificate, key } = self;
        let chain = std::fs::read(certificate)
            .with_context(|| format!("the certificate {} cannot be read", certificate.display()))?;
        let secret = std::fs::read(key).map(Zeroizing::new);
        let secret = secret.with_context(|| format!("the private key {} cannot be read", key.display()))?;
        let mut both = digest::Context::new(&SHA256);
        both.update(&chain.len().to_be_bytes());
        both.update(&chain);
        both.update(&secret);
        let stamp = both.finish().as_ref().try_into().context("a digest")?;
        Ok((stamp, self.certified(&chain, &secret)))
    }

    fn certified(&self, chain: &[u8], secret: &[u8]) -> Result<CertifiedKey> {
        let Self { certificate, key } = self;
        let chain = CertificateDer::pem_slice_iter(chain)
            .collect::<Result<Vec<_>, _>>()
            .with_context(|| format!("the certificate {} is not PEM", certificate.display()))?;
        let secret = PrivateKeyDer::from_pem_slice(secret)
            .with_context(|| format!("the private key {} is not PEM", key.display()))?;
        // It also compares the two.
        CertifiedKey::from_der(chain, secret, &default_provider())
            .with_context(|| format!("the certificate {} and its key cannot be used", certificate.display()))
    }
}

impl Watch {
    /// Takes what is new until shutdown.
    pub async fn run(mut self, shutdown: Shutdown) {
        let mut hangup = match signal(SignalKind::hangup()) {
            Ok(hangup) => hangup,
            Err(error) => return warn!(%error, "a renewed certificate will not be noticed"),
        };
        let mut looks = interval(LOOK);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = looks.tick() => {}
                _ = hangup.recv() => {}
                () = shutdown.requested() => return,
            }
            self.look();
        }
    }

    /// Whether what is served has changed. What cannot be used is said, and what was served stays: it may be that
    /// only one of the two files has been written yet.
    fn look(&mut self) -> bool {
        let loaded = self.files.load();
        let stamp = loaded.as_ref().ok().map(|(stamp, _)| *stamp);
        if stamp == self.seen {
            return false;
        }
        self.seen = stamp;
        match loaded.and_then(|(_, certified)| certified) {
            Ok(certified) => {
                *self.served.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(certified);
                info!(file = %self.files.certificate.display(), "a new certificate is served from now on");
                true
            }
            Err(error) => {
                warn!(
                    error = format!("{error:#}"),
                    "a new certificate cannot be used; the old one is served"
                );
                false
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use rcgen::{CertificateParams, KeyPair};

    use super::*;

    /// A certificate, PEM, and its key.
    fn made() -> (String, String) {
        let key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new(vec!["localhost".to_owned()]).expect("a name");
        (params.self_signed(&key).expect("signed").pem(), key.serialize_pem())
    }

    fn served(served: &Served) -> Vec<u8> {
        let now = served.0.read().expect("not poisoned");
        now.cert.first().expect("a certificate").to_vec()
    }

    #[test]
    fn renewed_files_are_taken_and_broken_ones_are_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let files =
            Files { certificate: folder.path().join("certificate.pem"), key: folder.path().join("key.pem") };
        let (first, second) = (made(), made());
        let write = |certificate: &str, key: &str| {
            fs::write(&files.certificate, certificate).expect("written");
            fs::write(&files.key, key).expect("written");
        };
        write(&first.0, &second.1);
        assert!(begin(files.clone()).is_err(), "the key of another certificate");
        write(&first.0, &first.1);
        let (now, mut watch) = begin(files.clone()).expect("a good certificate");
        let old = served(&now);
        assert!(!watch.look(), "nothing is new");
        for (certificate, key) in
            [(&*second.0, &*first.1), ("", &first.1), (&first.0, "-----BEGIN"), ("x", "y")]
        {
            write(certificate, key);
            assert!(!watch.look() && served(&now) == old, "{certificate} {key}");
        }
        fs::remove_file(&files.key).expect("removed");
        assert!(!watch.look() && served(&now) == old, "no key");
        write(&second.0, &second.1);
        assert!(watch.look() && served(&now) != old);
        write(&first.0, &first.1);
        assert!(watch.look() && served(&now) == old, "and back");
    }
}
