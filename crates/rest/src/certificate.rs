//! Certificates, as the publisher shows them.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use control::certificate::Certificate;
use model::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api_document::attachment;

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CertificateInfo)]
pub struct CertificateInfo {
    /// `Active` or `Expired`.
    status: &'static str,
    validity: Validity,
    version: String,
    subject: String,
    /// What gateways do with it: nothing yet.
    notice: &'static str,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CertificateValidity)]
struct Validity {
    from: String,
    to: String,
}

impl CertificateInfo {
    pub fn new(certificate: Certificate, now: Timestamp) -> Self {
        Self {
            status: if certificate.is_expired(now) { "Expired" } else { "Active" },
            validity: Validity {
                from: certificate.not_before.rfc3339(),
                to: certificate.not_after.rfc3339(),
            },
            version: certificate.version.to_string(),
            subject: certificate.subject,
            notice: control::certificate::NOTICE,
        }
    }
}

/// The certificate as a PEM file.
pub fn download(alias: &str, certificate: Certificate) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream")),
        (header::CONTENT_DISPOSITION, attachment(&format!("{alias}.crt"))),
    ];
    (headers, certificate.pem).into_response()
}
