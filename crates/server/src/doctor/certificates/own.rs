//! The certificate of the node's own ports.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use rustls_pki_types::CertificateDer;
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::FromDer as _;

use super::{CHECK, chain, lifetime, readable_by_all, unreadable};
use crate::config::Config;
use crate::doctor::finding::Finding;
use crate::doctor::parts::Parts;

/// `now`: seconds.
pub fn look(config: &Config, parts: Parts, data: &Path, now: i64) -> Vec<Finding> {
    let given = !config.server.certificate.is_empty();
    let (certificate, key) = if given {
        (PathBuf::from(&config.server.certificate), PathBuf::from(&config.server.private_key))
    } else {
        (data.join("tls-certificate.pem"), data.join("tls-key.pem"))
    };
    let mut found = Vec::new();
    if !given {
        found.push(Finding::warning(
            CHECK,
            "server.certificate is empty: a self-signed certificate is used, which clients do not trust",
            "set server.certificate and server.private_key; until then clients may trust tls-ca.pem of the data \
             directory",
        ));
        if !certificate.exists() && !key.exists() {
            return found;
        }
    }
    let chain = match chain(&certificate) {
        Ok(chain) => chain,
        Err(why) => {
            found.push(unreadable("server.certificate", &certificate, &why));
            return found;
        }
    };
    found.push(match crate::tls::check(&certificate, &key) {
        Ok(()) => Finding::ok(CHECK, format!("{} and its key fit", certificate.display())),
        Err(error) => Finding::error(
            CHECK,
            format!("{error:#}"),
            "put the certificate first in its file, the issuing ones after it, and name the key it was made with",
        ),
    });
    found.extend(readable_by_all(&key));
    found.extend(chain.iter().map(|certificate| lifetime("server.certificate", certificate, now)));
    let mut names = Vec::new();
    if parts.rest {
        names.push(("server.hostname", config.server.hostname.as_str()));
    }
    if parts.gateway {
        names.push(("gateway.vhost", config.gateway.vhost.as_str()));
        let hosts = config.environment.iter().filter(|e| config.gateway.environments.contains(&e.name));
        names.extend(hosts.flat_map(|e| &e.vhosts).map(|v| ("environment.vhosts", v.host.as_str())));
    }
    found.extend(chain.first().into_iter().flat_map(|leaf| covered(leaf, &names, given)));
    found
}

fn covered(leaf: &CertificateDer<'_>, names: &[(&str, &str)], given: bool) -> Vec<Finding> {
    let Ok((_, leaf)) = X509Certificate::from_der(leaf) else { return Vec::new() };
    let remedy = if given {
        "have it issued for that name too, or correct the name"
    } else {
        "remove tls-certificate.pem and tls-key.pem of the data directory: the next start makes them anew"
    };
    let judged = names.iter().map(|(key, name)| {
        if covers(&leaf, name) {
            Finding::ok(CHECK, format!("the certificate is for {name} ({key})"))
        } else {
            Finding::error(CHECK, format!("the certificate is not for {name} ({key})"), remedy)
        }
    });
    judged.collect()
}

/// RFC 9525: names of the extension only; a wildcard stands for one label, the first.
fn covers(leaf: &X509Certificate<'_>, name: &str) -> bool {
    let Ok(Some(names)) = leaf.subject_alternative_name() else { return false };
    let address: Option<IpAddr> = name.parse().ok();
    names.value.general_names.iter().any(|general| match (general, address) {
        (GeneralName::IPAddress(bytes), Some(IpAddr::V4(ip))) => **bytes == ip.octets(),
        (GeneralName::IPAddress(bytes), Some(IpAddr::V6(ip))) => **bytes == ip.octets(),
        (GeneralName::DNSName(pattern), None) => match pattern.strip_prefix("*.") {
            Some(domain) => name.split_once('.').is_some_and(|(_, rest)| rest.eq_ignore_ascii_case(domain)),
            None => pattern.eq_ignore_ascii_case(name),
        },
        _ => false,
    })
}
