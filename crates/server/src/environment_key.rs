//! The key pair of an environment: the control plane encrypts back ends' secrets to the public half (JWE, RFC 7516),
//! and only that environment's gateways hold the private one.

use anyhow::{Context, Result};
use aws_lc_rs::agreement::{ECDH_P256, PrivateKey};
use aws_lc_rs::encoding::{AsBigEndian as _, EcPrivateKeyBin};
#[cfg(feature = "gateway")]
use jose::jwe::{DecryptionKey, KeyManagement, decrypt};
use jose::jwk::{Curve, EcPublic, Jwk, Material, Secret};

/// Longest sealed secret.
#[cfg(feature = "gateway")]
const MAX_LEN: usize = 16 * 1024;

/// Makes a pair; answers the private key, which holds the public one.
pub fn generate() -> Result<Jwk> {
    let private = PrivateKey::generate(&ECDH_P256).context("no key can be made")?;
    let public = private.compute_public_key().context("no public key")?;
    // An uncompressed point (SEC 1, section 2.3.3).
    let (x, y) = public.as_ref().get(1..).context("no point")?.split_at_checked(32).context("no point")?;
    let secret: EcPrivateKeyBin<'_> = private.as_be_bytes().context("no private key")?;
    let public = EcPublic { curve: Curve::P256, x: x.to_vec(), y: y.to_vec() };
    let mut jwk = Jwk::new(Material::Ec(public, Some(Secret::new(secret.as_ref().to_vec()))));
    jwk.alg = Some("ECDH-ES".to_owned());
    Ok(jwk)
}

/// Opens what was sealed for this gateway's environment; nothing without a key. While keys are exchanged, the file
/// holds the old and the new one, a line each.
#[cfg(feature = "gateway")]
pub fn opener(config: &crate::config::Config) -> Result<gateway::Unseal> {
    let path = &config.secrets.environment_key;
    if path.is_empty() {
        return Ok(std::sync::Arc::new(|_: &str| None));
    }
    let read = || -> Result<Vec<DecryptionKey>> {
        let text = zeroize::Zeroizing::new(std::fs::read(path)?);
        let lines = text.split(|b| *b == b'\n').map(<[u8]>::trim_ascii).filter(|l| !l.is_empty());
        let keys = lines
            .map(|line| Ok(DecryptionKey::with_algorithm(&Jwk::parse(line)?, KeyManagement::EcdhEs)?))
            .collect::<Result<Vec<_>>>()?;
        anyhow::ensure!(!keys.is_empty(), "it is empty");
        Ok(keys)
    };
    let keys = read().with_context(|| format!("secrets.environment_key: {path} cannot be used"))?;
    Ok(std::sync::Arc::new(move |sealed: &str| {
        let opened = keys.iter().find_map(|key| decrypt(sealed.as_bytes(), key, MAX_LEN).ok())?;
        String::from_utf8(opened.plaintext.to_vec()).ok()
    }))
}
