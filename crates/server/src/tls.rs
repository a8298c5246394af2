//! Certificates: the operator's, or a self-signed authority and a certificate made at the first start. New files are
//! taken while the node runs.

mod renewal;

use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use rustls::ServerConfig;

use crate::config::Config;
use crate::data::{DataDir, write_private};
use crate::shutdown::Shutdown;
use renewal::Files;

/// Loads the certificate for `config.server`, making one in the data directory when none is configured; until
/// shutdown, new connections get what the files hold then.
pub fn server_config(config: &Config, data: &DataDir, shutdown: &Shutdown) -> Result<Arc<ServerConfig>> {
    let own = (data.file("tls-certificate.pem"), data.file("tls-key.pem"));
    let (certificate, key) = if config.server.certificate.is_empty() {
        if !own.0.exists() || !own.1.exists() {
            make(config, data)?;
        }
        own
    } else {
        (config.server.certificate.clone().into(), config.server.private_key.clone().into())
    };
    let files = Files { certificate, key };
    let (served, watch) = renewal::begin(files)?;
    tokio::spawn(watch.run(shutdown.clone()));
    let mut config = ServerConfig::builder().with_no_client_auth().with_cert_resolver(served);
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

/// Whether a certificate and its key can be served.
pub fn check(certificate: &Path, key: &Path) -> Result<()> {
    let files = Files { certificate: certificate.to_owned(), key: key.to_owned() };
    renewal::begin(files).map(drop)
}

/// Makes an authority (`tls-ca.pem`, for clients to trust) and a certificate under it, valid for ten years.
fn make(config: &Config, data: &DataDir) -> Result<()> {
    let authority_key = KeyPair::generate()?;
    let mut authority = CertificateParams::default();
    authority.distinguished_name.push(DnType::CommonName, "Turnpike self-signed authority");
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    authority.not_before = rcgen::date_time_ymd(2024, 1, 1);
    authority.not_after = rcgen::date_time_ymd(2036, 1, 1);
    let authority_certificate = authority.self_signed(&authority_key)?;
    let issuer = Issuer::new(authority, authority_key);

    let mut names = vec!["localhost".to_owned(), "127.0.0.1".to_owned(), "::1".to_owned()];
    for name in [&config.server.hostname, &config.gateway.vhost] {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    let key = KeyPair::generate()?;
    let mut params = CertificateParams::new(names)?;
    params.distinguished_name.push(DnType::CommonName, config.server.hostname.clone());
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.not_before = rcgen::date_time_ymd(2024, 1, 1);
    params.not_after = rcgen::date_time_ymd(2036, 1, 1);
    let certificate = params.signed_by(&key, &issuer)?;
    write_private(&data.file("tls-ca.pem"), authority_certificate.pem().as_bytes())?;
    let chain = format!("{}{}", certificate.pem(), authority_certificate.pem());
    write_private(&data.file("tls-key.pem"), key.serialize_pem().as_bytes())?;
    // Last: its presence says that the others are there.
    write_private(&data.file("tls-certificate.pem"), chain.as_bytes())
}
