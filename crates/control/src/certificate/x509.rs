//! What a certificate says about itself.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use model::Timestamp;
use x509_parser::certificate::X509Certificate;
use x509_parser::pem::Pem;
use x509_parser::prelude::FromDer as _;

use crate::error::Error;

/// Bytes of an uploaded certificate.
const MAX: usize = 64 * 1024;

/// A certificate, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    pub pem: String,
    pub subject: String,
    /// 1 to 3.
    pub version: u32,
    pub not_before: Timestamp,
    pub not_after: Timestamp,
}

impl Certificate {
    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.not_after < now
    }

    /// Reads PEM of one certificate, or DER.
    fn read(content: &[u8]) -> Result<Self, String> {
        if content.len() > MAX {
            return Err(format!("must have at most {MAX} bytes"));
        }
        let is_pem = content.trim_ascii_start().starts_with(b"-----BEGIN");
        let der = if is_pem { one_of_pem(content)? } else { content.to_vec() };
        let (rest, read) = X509Certificate::from_der(&der).map_err(|_| what_is_needed())?;
        if !rest.is_empty() {
            return Err(what_is_needed());
        }
        let at = |seconds: i64| Timestamp(seconds.saturating_mul(1_000_000));
        Ok(Self {
            pem: as_pem(&der),
            subject: read.subject().to_string(),
            version: read.version().0.saturating_add(1),
            not_before: at(read.validity().not_before.timestamp()),
            not_after: at(read.validity().not_after.timestamp()),
        })
    }

    /// The public key of one certificate in PEM or DER, as `SubjectPublicKeyInfo`.
    pub fn public_key(content: &[u8]) -> Result<Vec<u8>, String> {
        let pem = Self::read(content)?.pem;
        let der = one_of_pem(pem.as_bytes())?;
        let (_, read) = X509Certificate::from_der(&der).map_err(|_| what_is_needed())?;
        Ok(read.public_key().raw.to_vec())
    }

    /// Reads what a client sent; one whose time is over is refused.
    pub(super) fn accept(content: &[u8], now: Timestamp) -> Result<Self, Error> {
        let read = Self::read(content).map_err(|why| Error::invalid("certificate", why))?;
        if read.is_expired(now) {
            let message = format!("Certificate Expired: it was valid until {}", read.not_after.rfc3339());
            return Err(Error::invalid("certificate", message));
        }
        Ok(read)
    }

    /// Reads what was stored.
    pub(super) fn stored(pem: &str) -> Result<Self, Error> {
        Self::read(pem.as_bytes()).map_err(Error::internal)
    }
}

fn what_is_needed() -> String {
    "must be one X.509 certificate, in PEM or DER".to_owned()
}

fn one_of_pem(content: &[u8]) -> Result<Vec<u8>, String> {
    let mut blocks = Pem::iter_from_buffer(content);
    let first = blocks.next().and_then(Result::ok).ok_or_else(what_is_needed)?;
    if first.label != "CERTIFICATE" || blocks.next().is_some() {
        return Err(what_is_needed());
    }
    Ok(first.contents)
}

fn as_pem(der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let mut pem = "-----BEGIN CERTIFICATE-----\n".to_owned();
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let (line, more) = rest.split_at(rest.len().min(64));
        pem.extend([line, "\n"]);
        rest = more;
    }
    pem + "-----END CERTIFICATE-----\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_certificate_is_one() {
        let key = b"-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n-----END PRIVATE KEY-----\n";
        let cut = b"-----BEGIN CERTIFICATE-----\nMIIB\n";
        for bad in [&b""[..], b"text", b"\x30\x03\x02\x01\x01", key, cut] {
            let refused = Certificate::accept(bad, Timestamp(0));
            assert!(refused.is_err_and(|e| e.to_string().starts_with("certificate: ")), "{bad:?}");
        }
    }
}
