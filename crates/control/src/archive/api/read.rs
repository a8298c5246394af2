//! An API's archive as a whole.

use ::definition::OpenApi;
use serde_json::Value;

use super::super::envelope;
use super::super::source::{Found, Source};
use super::super::wrong;
use super::{
    API, ApiProject, DEPLOYMENTS, certificates, configuration, deployments, documents, parameters, policies,
};
use crate::api::{definition, thumbnail};
use crate::error::Error;

const DEFINITIONS: [&str; 3] =
    ["Definitions/swagger.yaml", "Definitions/swagger.yml", "Definitions/swagger.json"];
const PICTURES: &str = "Image/icon";

impl ApiProject {
    /// Reads an archive: everything in it that can be told without looking at what is there.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Error> {
        Self::of(&Source::open(bytes, API)?)
    }

    /// The same, of an archive that has been opened.
    pub(super) fn of(source: &Source) -> Result<Self, Error> {
        let Some(Found { at, document }) = source.descriptor(API)? else {
            return Err(wrong("file", "the archive has no api.yaml"));
        };
        let data = envelope::open_main(&at, API, document)?;
        let mut project = Self::described(source, &at, data)?;
        if let Some(document) = &project.definition {
            definition::adopt(&mut project.configuration, document)?;
        }
        Ok(project)
    }

    /// What APIs and API products have in common; `data` is that of the descriptor at `at`.
    pub(super) fn described(source: &Source, at: &str, data: Value) -> Result<Self, Error> {
        let described = configuration::read(at, data)?;
        let service = described.configuration.service_info.as_ref();
        let service = service.and_then(|s| s["key"].as_str()).map(str::to_owned);
        let mut project = Self {
            service,
            configuration: described.configuration,
            provider: described.provider,
            state: described.state,
            definition: definition_in(source)?,
            thumbnail: picture(source)?,
            documents: documents::read(source)?,
            policies: policies::read(source)?,
            client_certificates: certificates::clients(source)?,
            endpoint_certificates: certificates::endpoints(source)?,
            deployments: Vec::new(),
        };
        if let Some(Found { at, document }) = source.descriptor(DEPLOYMENTS)? {
            project.deployments = deployments::read(&at, envelope::open(&at, document)?)?;
        }
        if let Some(found) = source.parameters()? {
            parameters::apply(source, found, &mut project)?;
        }
        Ok(project)
    }
}

fn definition_in(source: &Source) -> Result<Option<OpenApi>, Error> {
    for at in DEFINITIONS {
        if let Some(text) = source.file(at) {
            return definition::parse(at, text).map(Some);
        }
    }
    Ok(None)
}

/// The picture is told by its bytes, whatever its name ends with.
fn picture(source: &Source) -> Result<Option<Vec<u8>>, Error> {
    let Some(at) = source.files_in(PICTURES).next() else { return Ok(None) };
    let content = source.file(at).unwrap_or_default();
    thumbnail::checked(at, content)?;
    Ok(Some(content.to_vec()))
}
