//! Reading deny conditions.

use super::{DenyCondition, by_id, from_row, kind};
use crate::error::Error;
use crate::{Caller, Control};

/// What a search for conditions asks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    /// `API`, `IP`, ...; any case.
    pub kind: Option<String>,
    pub value: Option<String>,
    /// The whole value, not a part of it.
    pub exact: bool,
}

impl Control {
    /// The tenant's conditions that match, oldest first. `shown` is a condition's value as the caller sees it.
    pub async fn deny_conditions(
        &self,
        caller: &Caller,
        search: &Search,
        shown: impl Fn(&DenyCondition) -> String,
    ) -> Result<Vec<DenyCondition>, Error> {
        let mut tx = self.read().await?;
        let rows = store::deny::list(&mut tx, caller.tenant().as_str()).await?;
        let mut found = Vec::new();
        for row in rows {
            let condition = from_row(row)?;
            let kind_fits =
                search.kind.as_ref().is_none_or(|k| k.eq_ignore_ascii_case(kind(&condition.deny)));
            let value_fits = search.value.as_ref().is_none_or(|wanted| {
                let value = shown(&condition);
                if search.exact { value == *wanted } else { value.contains(wanted.as_str()) }
            });
            if kind_fits && value_fits {
                found.push(condition);
            }
        }
        Ok(found)
    }

    pub async fn deny_condition(&self, caller: &Caller, id: &str) -> Result<DenyCondition, Error> {
        let mut tx = self.read().await?;
        by_id(&mut tx, caller.tenant(), id).await
    }
}
