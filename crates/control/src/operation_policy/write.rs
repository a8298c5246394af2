//! Making and deleting policies.

use bytes::Bytes;
use store::StoreError;
use store::api::ApiRow;

use super::attach::used;
use super::{
    MAX_POLICIES, MAX_TEMPLATE, OperationPolicy, Specification, code, common, not_found, of_api, pack,
};
use crate::error::Error;
use crate::{Caller, Control};

/// The files of a policy to be made.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// YAML or JSON.
    pub specification: Bytes,
    /// Template for WSO2's gateway (`.j2`).
    pub synapse: Option<Bytes>,
    /// Template for Choreo Connect (`.gotmpl`).
    pub choreo_connect: Option<Bytes>,
}

impl Draft {
    /// Checks the files; `field` names the specification.
    pub(super) fn read(&self, field: &str, id: String) -> Result<OperationPolicy, Error> {
        let specification = Specification::parse(field, &self.specification)?;
        let template = |field: &str, bytes: &Option<Bytes>| -> Result<Option<String>, Error> {
            let Some(bytes) = bytes.as_ref().filter(|b| !b.is_empty()) else { return Ok(None) };
            if bytes.len() > MAX_TEMPLATE {
                return Err(Error::invalid(field, format!("must have at most {MAX_TEMPLATE} bytes")));
            }
            let text = std::str::from_utf8(bytes).map_err(|_| Error::invalid(field, "is not UTF-8 text"))?;
            if text.contains('\0') {
                return Err(Error::invalid(field, "must not contain the character U+0000"));
            }
            Ok(Some(text.to_owned()))
        };
        let synapse = template("synapsePolicyDefinitionFile", &self.synapse)?;
        let choreo = template("ccPolicyDefinitionFile", &self.choreo_connect)?;
        if synapse.is_none() && choreo.is_none() {
            let message = "or ccPolicyDefinitionFile is required: the policy has no template";
            return Err(model::Invalid::new("synapsePolicyDefinitionFile", message)
                .code(code::NOT_RUN)
                .into());
        }
        Ok(OperationPolicy::new(id, specification, synapse, choreo))
    }
}

impl Control {
    pub async fn create_common_operation_policy(
        &self,
        caller: &Caller,
        draft: &Draft,
    ) -> Result<OperationPolicy, Error> {
        let policy = draft.read("policySpecFile", self.ambient().id())?;
        self.insert_common(caller, policy).await
    }

    /// Makes the common policy that is in an archive.
    pub async fn import_operation_policy(
        &self,
        caller: &Caller,
        archive: &[u8],
    ) -> Result<OperationPolicy, Error> {
        let policy = pack::read(archive)?.read("file", self.ambient().id())?;
        self.insert_common(caller, policy).await
    }

    async fn insert_common(
        &self,
        caller: &Caller,
        policy: OperationPolicy,
    ) -> Result<OperationPolicy, Error> {
        let tenant = caller.tenant();
        let mut tx = self.begin().await?;
        let all = common(&mut tx, tenant).await?;
        admit(&policy, &all)?;
        let row = policy.row(tenant.as_str(), self.ambient().now().0)?;
        store::operation_policy::insert(&mut tx, &row).await.map_err(|e| taken(e, &policy))?;
        tx.commit().await?;
        Ok(policy)
    }

    pub async fn create_api_operation_policy(
        &self,
        caller: &Caller,
        api_id: &str,
        draft: &Draft,
    ) -> Result<OperationPolicy, Error> {
        let mut policy = draft.read("policySpecFile", self.ambient().id())?;
        let mut tx = self.begin().await?;
        let api = self.load_api(&mut tx, caller, api_id).await?;
        let mut all = of_api(&mut tx, &api.tenant, &api.id).await?;
        all.retain(|p| p.cloned_from.is_none());
        admit(&policy, &all)?;
        policy.api_id = Some(api.id);
        let row = policy.row(&api.tenant, self.ambient().now().0)?;
        store::operation_policy::insert(&mut tx, &row).await.map_err(|e| taken(e, &policy))?;
        tx.commit().await?;
        Ok(policy)
    }

    /// Deletes a common policy. APIs that have it attached keep their copies.
    pub async fn delete_common_operation_policy(&self, caller: &Caller, id: &str) -> Result<(), Error> {
        let tenant = caller.tenant();
        let mut tx = self.begin().await?;
        let all = common(&mut tx, tenant).await?;
        let policy = all.into_iter().find(|p| p.id == id).ok_or_else(|| not_found(id))?;
        if policy.built_in {
            let message = format!("The policy {} is built in and cannot be deleted", policy.label());
            return Err(Error::forbidden(message));
        }
        store::operation_policy::delete(&mut tx, tenant.as_str(), id).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Deletes a policy of an API; refused while the API or a revision of it has it attached.
    pub async fn delete_api_operation_policy(
        &self,
        caller: &Caller,
        api_id: &str,
        id: &str,
    ) -> Result<(), Error> {
        let mut tx = self.begin().await?;
        let api: ApiRow = self.load_api(&mut tx, caller, api_id).await?;
        let all = of_api(&mut tx, &api.tenant, &api.id).await?;
        let policy = all.into_iter().find(|p| p.id == id).ok_or_else(|| not_found(id))?;
        if used(&mut tx, &api.tenant, &api.id, &api.configuration).await?.contains(&policy.id) {
            let message = format!(
                "Cannot delete the policy {}: it is attached to the API or to a revision of it",
                policy.label()
            );
            return Err(Error::conflict(code::IN_USE, message));
        }
        store::operation_policy::delete(&mut tx, &api.tenant, &policy.id).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Is there room, and is the name free?
fn admit(policy: &OperationPolicy, present: &[OperationPolicy]) -> Result<(), Error> {
    let specification = &policy.specification;
    if present.iter().any(|p| p.is(&specification.name, &specification.version)) {
        return Err(exists(policy));
    }
    if present.len() >= MAX_POLICIES {
        return Err(Error::conflict(
            409,
            format!("there are {MAX_POLICIES} policies, as many as there may be"),
        ));
    }
    Ok(())
}

fn exists(policy: &OperationPolicy) -> Error {
    let Specification { name, version, .. } = &policy.specification;
    let message = format!("An Operation Policy with name '{name}' and version '{version}' already exists");
    Error::conflict(code::EXISTS, message)
}

fn taken(error: StoreError, policy: &OperationPolicy) -> Error {
    match error {
        StoreError::Duplicate { .. } => exists(policy),
        other => other.into(),
    }
}
