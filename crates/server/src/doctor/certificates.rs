//! Certificates: readable, with their keys, for the right names, and for how long.

#[cfg(any(feature = "control", feature = "gateway"))]
mod own;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use model::Timestamp;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer as _;

use super::finding::Finding;
use super::parts::Parts;
use crate::config::Config;

const CHECK: &str = "certificates";
const DAY: i64 = 86_400;
/// Days before its end from which on to warn.
const SOON: i64 = 30;

/// `now`: the clock's.
pub fn look(config: &Config, parts: Parts, data: &Path, now: Timestamp) -> Vec<Finding> {
    let now = now.0 / 1_000_000;
    let mut found = Vec::new();
    #[cfg(any(feature = "control", feature = "gateway"))]
    if parts.rest || parts.gateway {
        found.extend(own::look(config, parts, data, now));
    }
    #[cfg(not(any(feature = "control", feature = "gateway")))]
    let _ = (parts, data);
    for (key, path) in [
        ("hub.ca", &config.hub.ca),
        ("hub.certificate", &config.hub.certificate),
        ("gateway.backend_ca", &config.gateway.backend_ca),
        ("outbound.ca", &config.outbound.ca),
    ] {
        if path.is_empty() || (key == "gateway.backend_ca" && !parts.gateway) {
            continue;
        }
        match chain(Path::new(path)) {
            Ok(chain) => found.extend(chain.iter().map(|c| lifetime(key, c, now))),
            Err(why) => found.push(unreadable(key, Path::new(path), &why)),
        }
    }
    if !config.hub.private_key.is_empty() {
        found.extend(readable_by_all(Path::new(&config.hub.private_key)));
    }
    found
}

fn lifetime(key: &str, certificate: &CertificateDer<'_>, now: i64) -> Finding {
    let Ok((_, certificate)) = X509Certificate::from_der(certificate) else {
        return Finding::error(CHECK, format!("{key}: no X.509 certificate"), "name a PEM file of one");
    };
    let validity = certificate.validity();
    let subject = certificate.subject().to_string();
    let remedy = "have it renewed, and restart the node";
    let left = validity.not_after.timestamp() - now;
    if validity.not_before.timestamp() > now {
        let what = format!("{key}: {subject} is not valid before {}", validity.not_before);
        Finding::error(CHECK, what, "wait, or see whether this machine's clock is right")
    } else if left < 0 {
        Finding::error(CHECK, format!("{key}: {subject} ended {}", validity.not_after), remedy)
    } else if left < SOON * DAY {
        Finding::warning(CHECK, format!("{key}: {subject} ends in {} days", left / DAY), remedy)
    } else {
        Finding::ok(CHECK, format!("{key}: {subject} is valid for {} days", left / DAY))
    }
}

fn chain(path: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let read = CertificateDer::pem_file_iter(path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    match read {
        Ok(chain) if chain.is_empty() => Err("there is no certificate in it".to_owned()),
        Ok(chain) => Ok(chain),
        Err(error) => Err(error.to_string()),
    }
}

fn unreadable(key: &str, path: &Path, why: &str) -> Finding {
    Finding::error(
        CHECK,
        format!("{key}: {} cannot be read: {why}", path.display()),
        "name a PEM file that the node's user may read",
    )
}

fn readable_by_all(key: &Path) -> Option<Finding> {
    let mode = fs::metadata(key).ok()?.permissions().mode() & 0o777;
    (mode & 0o007 != 0).then(|| {
        let what = format!("every user of this machine can read the key {} (mode {mode:o})", key.display());
        Finding::warning(CHECK, what, format!("chmod 640 {}, with the node's group", key.display()))
    })
}

#[cfg(test)]
mod tests;
