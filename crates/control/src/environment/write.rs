//! Making, changing and deleting environments.

use store::environment::EnvironmentRow;
use store::{StoreError, Tx};

use super::read::not_found;
use super::{Draft, Registered, Terms, check, code};
use crate::error::Error;
use crate::{Caller, Control};

impl Control {
    pub async fn create_environment(&self, caller: &Caller, draft: Draft) -> Result<Registered, Error> {
        check::draft(&draft)?;
        let mut tx = self.begin().await?;
        check::roles(&mut tx, caller.tenant(), &draft.terms.permissions).await?;
        if self.config().environments.iter().any(|e| e.name == draft.name) {
            return Err(exists(&draft.name));
        }
        let row = self.environment_row(caller, self.ambient().id(), &draft)?;
        store::environment::insert(&mut tx, &row).await.map_err(|e| match e {
            StoreError::Duplicate { .. } => exists(&draft.name),
            other => other.into(),
        })?;
        tx.commit().await?;
        Ok(Registered::made(row.id, draft.name, draft.terms))
    }

    /// Replaces everything but the name. What is deployed there is announced again when its gateways' key is another.
    pub async fn update_environment(
        &self,
        caller: &Caller,
        id: &str,
        draft: Draft,
    ) -> Result<Registered, Error> {
        let tenant = caller.tenant().as_str();
        let mut tx = self.begin().await?;
        let before = self.made_environment(&mut tx, caller, id).await?;
        if before.environment.name != draft.name {
            return Err(Error::refused(
                code::NAME_CHANGED,
                "name: the name of an environment cannot be changed",
            ));
        }
        check::draft(&draft)?;
        check::roles(&mut tx, caller.tenant(), &draft.terms.permissions).await?;
        let deployments = store::revision::deployment::list_in(&mut tx, tenant, &draft.name).await?;
        let gone = |host: &str| !draft.terms.vhosts.iter().any(|v| v.host == host);
        if let Some(used) = deployments.iter().find(|d| gone(&d.vhost)) {
            let message = format!("vhosts: APIs are deployed at {}; undeploy them first", used.vhost);
            return Err(Error::conflict(code::IN_USE, message));
        }
        let row = self.environment_row(caller, id.to_owned(), &draft)?;
        store::environment::update(&mut tx, &row).await?;
        let after = Registered::made(row.id, draft.name, draft.terms);
        if after.environment.public_key != before.environment.public_key {
            for deployment in &deployments {
                let api = store::api::get(&mut tx, tenant, &deployment.api_id).await?;
                let api = api.ok_or_else(|| Error::internal("a deployment of no API"))?;
                self.announce_deployment(&mut tx, &api, deployment).await?;
            }
        }
        tx.commit().await?;
        Ok(after)
    }

    /// Deletes an environment in which nothing is deployed.
    pub async fn delete_environment(&self, caller: &Caller, id: &str) -> Result<(), Error> {
        let tenant = caller.tenant().as_str();
        let mut tx = self.begin().await?;
        let name = self.made_environment(&mut tx, caller, id).await?.environment.name;
        let deployed = store::revision::deployment::list_in(&mut tx, tenant, &name).await?.len();
        if deployed > 0 {
            let message = format!(
                "The Gateway Environment {name} cannot be deleted: revisions of {deployed} APIs are deployed there"
            );
            return Err(Error::conflict(code::IN_USE, message));
        }
        store::environment::delete(&mut tx, tenant, id).await?;
        tx.commit().await?;
        Ok(())
    }

    /// One that may be changed.
    async fn made_environment(&self, tx: &mut Tx, caller: &Caller, id: &str) -> Result<Registered, Error> {
        if self.config().environments.iter().any(|e| e.name == id) {
            let message =
                format!("A Gateway Environment with id: {id} is read only: it is of the configuration");
            return Err(Error::refused(code::READ_ONLY, message));
        }
        let row = store::environment::by_id(tx, caller.tenant().as_str(), id).await?;
        Registered::from_row(row.ok_or_else(|| not_found(id))?)
    }

    fn environment_row(&self, caller: &Caller, id: String, draft: &Draft) -> Result<EnvironmentRow, Error> {
        let now = self.ambient().now().0;
        let terms: &Terms = &draft.terms;
        Ok(EnvironmentRow {
            id,
            tenant: caller.tenant().to_string(),
            name: draft.name.clone(),
            created_at: now,
            updated_at: now,
            body: serde_json::to_value(terms).map_err(Error::internal)?,
        })
    }
}

/// 400, as WSO2 answers.
fn exists(name: &str) -> Error {
    Error::refused(code::NAME_EXISTS, format!("A Gateway Environment with name: {name} already exists"))
}
