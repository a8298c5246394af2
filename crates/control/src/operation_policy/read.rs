//! Looking at policies.

use super::pack::Notation;
use super::{OperationPolicy, code, common, not_found, of_api};
use crate::error::Error;
use crate::{Caller, Control};

/// Which policies to list; `None`: any.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    pub name: Option<String>,
    pub version: Option<String>,
}

impl Filter {
    /// Reads `name:addHeader version:v1`; words without a name are part of names.
    pub fn parse(query: &str) -> Self {
        let mut filter = Self::default();
        for word in query.split([' ', ',']).filter(|w| !w.is_empty()) {
            match word.split_once(':') {
                Some(("version", version)) => filter.version = Some(version.trim_matches('"').to_owned()),
                Some(("name", name)) => filter.name = Some(name.trim_matches('"').to_owned()),
                _ => filter.name = Some(word.to_owned()),
            }
        }
        filter
    }

    fn takes(&self, policy: &OperationPolicy) -> bool {
        let specification = &policy.specification;
        self.name.as_ref().is_none_or(|n| *n == specification.name)
            && self.version.as_ref().is_none_or(|v| *v == specification.version)
    }
}

impl Control {
    /// The tenant's common policies by name and version.
    pub async fn common_operation_policies(
        &self,
        caller: &Caller,
        filter: &Filter,
    ) -> Result<Vec<OperationPolicy>, Error> {
        let mut tx = self.read().await?;
        let mut all = common(&mut tx, caller.tenant()).await?;
        all.retain(|p| filter.takes(p));
        Ok(all)
    }

    pub async fn common_operation_policy(&self, caller: &Caller, id: &str) -> Result<OperationPolicy, Error> {
        let mut tx = self.read().await?;
        let all = common(&mut tx, caller.tenant()).await?;
        all.into_iter().find(|p| p.id == id).ok_or_else(|| not_found(id))
    }

    /// The policies that were made for one API, by name and version.
    pub async fn api_operation_policies(
        &self,
        caller: &Caller,
        api_id: &str,
        filter: &Filter,
    ) -> Result<Vec<OperationPolicy>, Error> {
        let mut tx = self.read().await?;
        let api = self.load_api(&mut tx, caller, api_id).await?;
        let mut all = of_api(&mut tx, &api.tenant, &api.id).await?;
        all.retain(|p| p.cloned_from.is_none() && filter.takes(p));
        Ok(all)
    }

    /// A policy of one API: one that was made for it, or its copy of a common one.
    pub async fn api_operation_policy(
        &self,
        caller: &Caller,
        api_id: &str,
        id: &str,
    ) -> Result<OperationPolicy, Error> {
        let mut tx = self.read().await?;
        let api = self.load_api(&mut tx, caller, api_id).await?;
        let all = of_api(&mut tx, &api.tenant, &api.id).await?;
        all.into_iter().find(|p| p.id == id).ok_or_else(|| not_found(id))
    }

    /// File name and bytes of an archive of a common policy.
    pub async fn export_operation_policy(
        &self,
        caller: &Caller,
        name: &str,
        version: &str,
        notation: Notation,
    ) -> Result<(String, Vec<u8>), Error> {
        let mut tx = self.read().await?;
        let all = common(&mut tx, caller.tenant()).await?;
        let found = all.into_iter().find(|p| p.is(name, version));
        let found = found.ok_or_else(|| {
            Error::not_found("Operation policy", format!("{name} {version}"), code::NAME_NOT_FOUND)
        })?;
        found.archive(notation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_name_policies() {
        let filter = |name: &str, version: &str| Filter {
            name: Some(name.to_owned()).filter(|n| !n.is_empty()),
            version: Some(version.to_owned()).filter(|v| !v.is_empty()),
        };
        assert_eq!(Filter::parse(""), filter("", ""));
        assert_eq!(Filter::parse("name:addHeader version:v1"), filter("addHeader", "v1"));
        assert_eq!(Filter::parse("addHeader"), filter("addHeader", ""));
    }
}
