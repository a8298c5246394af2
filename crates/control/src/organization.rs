//! Organizations of consumers, as a tenant's administrators register them. Nothing depends on them yet: users belong to
//! none, and APIs are shown to all.

use model::Invalid;
use store::organization::OrganizationRow;
use store::{StoreError, Tx};

use crate::error::Error;
use crate::{Caller, Control};

const NAME_CHARS: usize = 255;
const DESCRIPTION_CHARS: usize = 1023;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    /// Empty before it is made.
    pub id: String,
    /// What the identity provider calls it; never changes.
    pub external_id: String,
    pub display_name: String,
    pub description: String,
}

impl Organization {
    /// One to be made.
    pub fn new(external_id: &str, display_name: &str, description: &str) -> Self {
        Self {
            id: String::new(),
            external_id: external_id.to_owned(),
            display_name: display_name.to_owned(),
            description: description.to_owned(),
        }
    }

    fn check(&self) -> Result<(), Error> {
        let mut wrong = Vec::new();
        for (field, text) in
            [("externalOrganizationId", &self.external_id), ("displayName", &self.display_name)]
        {
            if text.trim().is_empty() || text.chars().count() > NAME_CHARS || text.contains(char::is_control)
            {
                let message =
                    format!("must have 1 to {NAME_CHARS} characters, none of them a control character");
                wrong.push(Invalid::new(field, message));
            }
        }
        if self.description.chars().count() > DESCRIPTION_CHARS {
            let message = format!("must have at most {DESCRIPTION_CHARS} characters");
            wrong.push(Invalid::new("description", message));
        }
        if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
    }
}

impl From<OrganizationRow> for Organization {
    fn from(row: OrganizationRow) -> Self {
        let OrganizationRow { id, external_id, display_name, description, .. } = row;
        Self { id, external_id, display_name, description }
    }
}

async fn by_id(tx: &mut Tx, caller: &Caller, id: &str) -> Result<OrganizationRow, Error> {
    let row = store::organization::by_id(tx, caller.tenant().as_str(), id).await?;
    row.ok_or_else(|| Error::not_found("Organization", id, 404))
}

impl Control {
    pub async fn organizations(&self, caller: &Caller) -> Result<Vec<Organization>, Error> {
        let mut tx = self.read().await?;
        let all = store::organization::list(&mut tx, caller.tenant().as_str()).await?;
        Ok(all.into_iter().map(Organization::from).collect())
    }

    pub async fn organization(&self, caller: &Caller, id: &str) -> Result<Organization, Error> {
        let mut tx = self.read().await?;
        Ok(by_id(&mut tx, caller, id).await?.into())
    }

    pub async fn create_organization(
        &self,
        caller: &Caller,
        new: Organization,
    ) -> Result<Organization, Error> {
        new.check()?;
        let now = self.ambient().now().0;
        let row = OrganizationRow {
            id: self.ambient().random_id().to_string(),
            tenant: caller.tenant().to_string(),
            external_id: new.external_id,
            display_name: new.display_name,
            description: new.description,
            created_at: now,
            updated_at: now,
        };
        let mut tx = self.begin().await?;
        store::organization::insert(&mut tx, &row).await.map_err(|e| match e {
            StoreError::Duplicate { .. } => {
                Error::conflict(409, format!("there is an organization {} already", row.external_id))
            }
            other => other.into(),
        })?;
        tx.commit().await?;
        Ok(row.into())
    }

    /// Changes display name and description; what the identity provider calls it stays.
    pub async fn change_organization(
        &self,
        caller: &Caller,
        id: &str,
        new: Organization,
    ) -> Result<Organization, Error> {
        new.check()?;
        let mut tx = self.begin().await?;
        let mut row = by_id(&mut tx, caller, id).await?;
        row.display_name = new.display_name;
        row.description = new.description;
        row.updated_at = self.ambient().now().0;
        store::organization::update(&mut tx, &row).await?;
        tx.commit().await?;
        Ok(row.into())
    }

    pub async fn delete_organization(&self, caller: &Caller, id: &str) -> Result<(), Error> {
        let mut tx = self.begin().await?;
        by_id(&mut tx, caller, id).await?;
        store::organization::delete(&mut tx, caller.tenant().as_str(), id).await?;
        tx.commit().await?;
        Ok(())
    }
}
