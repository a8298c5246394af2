//! Reading accounts.

use super::account::{Account, from_row, not_found};
use crate::error::Error;
use crate::{Caller, Control};

/// Which names a list takes; compared without case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameFilter {
    All,
    Equals(String),
    Contains(String),
    StartsWith(String),
    EndsWith(String),
}

impl NameFilter {
    /// An SQL LIKE pattern over names in lower case, with `\` as its escape.
    fn like(&self) -> String {
        let escaped = |text: &str| {
            let mut out = String::with_capacity(text.len());
            for c in text.to_lowercase().chars() {
                if matches!(c, '%' | '_' | '\\') {
                    out.push('\\');
                }
                out.push(c);
            }
            out
        };
        match self {
            Self::All => "%".to_owned(),
            Self::Equals(text) => escaped(text),
            Self::Contains(text) => format!("%{}%", escaped(text)),
            Self::StartsWith(text) => format!("{}%", escaped(text)),
            Self::EndsWith(text) => format!("%{}", escaped(text)),
        }
    }
}

impl Control {
    /// A page of the tenant's accounts by name, and how many there are.
    pub async fn users(
        &self,
        caller: &Caller,
        filter: &NameFilter,
        offset: i64,
        limit: i64,
    ) -> Result<(Vec<Account>, i64), Error> {
        caller.require_admin()?;
        let mut tx = self.read().await?;
        let tenant = caller.tenant().as_str();
        let (rows, total) = store::user::page(&mut tx, tenant, &filter.like(), offset, limit).await?;
        let mut accounts = Vec::with_capacity(rows.len());
        for row in rows {
            accounts.push(from_row(&mut tx, row).await?);
        }
        Ok((accounts, total))
    }

    pub async fn user(&self, caller: &Caller, id: &str) -> Result<Account, Error> {
        caller.require_admin()?;
        let mut tx = self.read().await?;
        let row = store::user::by_id(&mut tx, caller.tenant().as_str(), id).await?;
        from_row(&mut tx, row.ok_or_else(|| not_found(id))?).await
    }

    /// The caller's own account.
    pub async fn own_account(&self, caller: &Caller) -> Result<Account, Error> {
        let mut tx = self.read().await?;
        let row = store::user::by_name(&mut tx, caller.tenant().as_str(), &caller.user.name).await?;
        from_row(&mut tx, row.ok_or_else(|| not_found(&caller.user.name))?).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_in_a_name_stand_for_themselves() {
        assert_eq!(NameFilter::Equals("A_b%".into()).like(), "a\\_b\\%");
        assert_eq!(NameFilter::StartsWith("a\\".into()).like(), "a\\\\%");
    }
}
