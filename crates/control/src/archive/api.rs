//! Archives of APIs.

mod certificates;
mod configuration;
mod deployments;
mod documents;
mod endpoints;
mod export;
mod import;
mod parameters;
mod policies;
mod product;
mod read;

use ::definition::OpenApi;
use model::api::ApiConfiguration;
use model::lifecycle::State;

pub use export::ApiExport;
pub use import::{ApiImport, ImportedApi};
pub use product::ProductImport;

use crate::certificate::{client, endpoint};
use crate::document::Packed;
use crate::operation_policy::carry::Carried;
use crate::revision::Target;

const API: &str = "api";
const DOCUMENT: &str = "document";
const DEPLOYMENTS: &str = "deployment_environments";
const CLIENT_CERTIFICATES: &str = "client_certificates";
const ENDPOINT_CERTIFICATES: &str = "endpoint_certificates";

/// What an archive says about an API.
struct ApiProject {
    configuration: ApiConfiguration,
    /// Empty when it says nothing.
    provider: String,
    /// Key of the service that it was made of.
    service: Option<String>,
    state: Option<State>,
    definition: Option<OpenApi>,
    thumbnail: Option<Vec<u8>>,
    documents: Vec<Packed>,
    policies: Vec<Carried>,
    client_certificates: Vec<client::PackedCertificate>,
    endpoint_certificates: Vec<endpoint::PackedCertificate>,
    /// Where a new revision is deployed; without any, none is made.
    deployments: Vec<Target>,
}
