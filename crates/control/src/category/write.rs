//! Making, describing and deleting categories.

use model::Invalid;
use store::StoreError;
use store::category::{CategoryRow, CountedCategory};

use super::{Category, DESCRIPTION_CHARS, NAME_CHARS, by_id};
use crate::error::Error;
use crate::{Caller, Control};

impl Control {
    pub async fn create_category(
        &self,
        caller: &Caller,
        name: &str,
        description: &str,
    ) -> Result<Category, Error> {
        check(Some(name), description)?;
        let now = self.ambient().now().0;
        let row = CategoryRow {
            id: self.ambient().id(),
            tenant: caller.tenant().to_string(),
            name: name.to_owned(),
            description: description.to_owned(),
            created_at: now,
            updated_at: now,
        };
        let mut tx = self.begin().await?;
        store::category::insert(&mut tx, &row).await.map_err(|e| match e {
            StoreError::Duplicate { .. } => {
                Error::conflict(409, format!("Category with name '{name}' already exists"))
            }
            other => other.into(),
        })?;
        tx.commit().await?;
        Ok(CountedCategory { row, apis: 0 }.into())
    }

    /// Its name stays, as in WSO2: APIs and their revisions have it.
    pub async fn describe_category(
        &self,
        caller: &Caller,
        id: &str,
        description: &str,
    ) -> Result<Category, Error> {
        check(None, description)?;
        let mut tx = self.begin().await?;
        let mut found = by_id(&mut tx, caller.tenant(), id).await?;
        description.clone_into(&mut found.row.description);
        found.row.updated_at = self.ambient().now().0;
        store::category::update(&mut tx, &found.row).await?;
        tx.commit().await?;
        Ok(found.into())
    }

    /// Refused while an API is in it.
    pub async fn delete_category(&self, caller: &Caller, id: &str) -> Result<(), Error> {
        let mut tx = self.begin().await?;
        let found = by_id(&mut tx, caller.tenant(), id).await?;
        if found.apis > 0 {
            return Err(Error::conflict(409, "Unable to delete the category. It is attached to API(s)"));
        }
        store::category::delete(&mut tx, caller.tenant().as_str(), id).await?;
        tx.commit().await?;
        Ok(())
    }
}

fn check(name: Option<&str>, description: &str) -> Result<(), Error> {
    // WSO2's own rule.
    let barred = |c: char| c.is_whitespace() || c.is_control() || "!@#$%^&*(),?\"{}[]\\|<>".contains(c);
    let mut wrong = Vec::new();
    if let Some(name) = name {
        if name.is_empty() || name.chars().count() > NAME_CHARS {
            wrong.push(Invalid::new("name", format!("must have 1 to {NAME_CHARS} characters")));
        } else if name.contains(barred) {
            let message = "must have no white space and none of !@#$%^&*(),?\"{}[]\\|<>";
            wrong.push(Invalid::new("name", message));
        }
    }
    if description.chars().count() > DESCRIPTION_CHARS {
        wrong.push(Invalid::new("description", format!("must have at most {DESCRIPTION_CHARS} characters")));
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}
