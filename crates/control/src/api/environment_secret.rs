//! Secrets of back ends as a catalog document carries them: sealed for the gateways of one environment.

use jose::jwe::{ContentEncryption, EncryptionKey, KeyManagement, encrypt};
use jose::jwk::Jwk;
use model::catalog::DeployedApi;

use super::endpoint::PURPOSE;
use crate::error::Error;
use crate::{Control, Environment};

impl Environment {
    /// The key that secrets are encrypted to; none: gateways share the sealing key. Fails when it is no public key.
    pub fn encryption_key(&self) -> Result<Option<EncryptionKey>, String> {
        if self.public_key.is_empty() {
            return Ok(None);
        }
        let jwk = Jwk::parse(self.public_key.as_bytes()).map_err(|e| e.to_string())?;
        if jwk.is_private() {
            return Err("is a private key: give its public half".to_owned());
        }
        EncryptionKey::with_algorithm(&jwk, KeyManagement::EcdhEs).map(Some).map_err(|e| e.to_string())
    }
}

impl Control {
    /// Encrypts the document's secrets to the environment's gateways, where it has a key.
    pub(super) fn seal_for(
        &self,
        environment: Option<&Environment>,
        document: &mut DeployedApi,
    ) -> Result<(), Error> {
        let key = environment.map_or(Ok(None), Environment::encryption_key).map_err(Error::internal)?;
        let Some(key) = key else { return Ok(()) };
        let own = [&mut document.production, &mut document.sandbox];
        let members = document.members.iter_mut().flat_map(|m| [&mut m.production, &mut m.sandbox]);
        for security in own.into_iter().chain(members).flatten().filter_map(|e| e.security.as_mut()) {
            if security.sealed_secret.is_empty() {
                continue;
            }
            let secret = zeroize::Zeroizing::new(self.sealer().open(PURPOSE, &security.sealed_secret)?);
            security.sealed_secret =
                encrypt(&secret, &key, ContentEncryption::A256Gcm, &[]).map_err(Error::internal)?;
        }
        Ok(())
    }
}
