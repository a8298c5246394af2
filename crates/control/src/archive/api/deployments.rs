//! `deployment_environments.yaml`: where the API is to be deployed.

use serde_json::{Value, json};
use store::revision::deployment::DeploymentRow;

use super::super::envelope::{objects, required, text};
use super::super::wrong;
use crate::error::Error;
use crate::revision::Target;

/// Environments that an archive may name.
const MOST: usize = 100;

pub(super) fn read(at: &str, data: Value) -> Result<Vec<Target>, Error> {
    let listed = objects(at, data)?;
    if listed.len() > MOST {
        return Err(wrong(at, format!("may name at most {MOST} environments")));
    }
    listed
        .iter()
        .map(|one| {
            let display_on_devportal = match &one["displayOnDevportal"] {
                Value::Null => true,
                Value::Bool(shown) => *shown,
                _ => return Err(wrong(at, "displayOnDevportal must be true or false")),
            };
            Ok(Target {
                environment: required(at, one, "deploymentEnvironment")?.to_owned(),
                vhost: text(at, one, "deploymentVhost")?.map(str::to_owned),
                display_on_devportal,
            })
        })
        .collect()
}

pub(super) fn write(rows: &[DeploymentRow]) -> Value {
    let one = |row: &DeploymentRow| {
        json!({
            "deploymentEnvironment": row.environment,
            "deploymentVhost": row.vhost,
            "displayOnDevportal": row.display_on_devportal,
        })
    };
    rows.iter().map(one).collect()
}
