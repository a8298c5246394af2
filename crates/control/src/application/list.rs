//! A developer looks at their applications.

use store::application::{Selection, Sort};

use super::Application;
use crate::error::Error;
use crate::{Caller, Control};

/// Which of the caller's applications, in which order.
#[derive(Debug, Clone, Default)]
pub struct ApplicationQuery {
    /// Only names that contain this, without case.
    pub name_contains: String,
    pub by: Sort,
    pub descending: bool,
    pub offset: i64,
    pub limit: i64,
}

/// Applications with how many subscriptions each has, and how many applications there are in all.
pub struct ApplicationPage {
    pub list: Vec<(Application, i64)>,
    pub total: i64,
}

impl Control {
    /// The caller's own applications. At the first look the default one is made.
    pub async fn applications(
        &self,
        caller: &Caller,
        query: &ApplicationQuery,
    ) -> Result<ApplicationPage, Error> {
        let tenant = caller.tenant().as_str();
        let mut tx = self.read().await?;
        if !store::application::is_developer(&mut tx, tenant, &caller.user.name).await? {
            drop(tx);
            let mut first = self.begin().await?;
            self.welcome_developer(&mut first, &caller.user).await?;
            first.commit().await?;
            tx = self.read().await?;
        }
        let which = Selection {
            owner: Some(&caller.user.name),
            name_contains: &query.name_contains,
            by: query.by,
            descending: query.descending,
        };
        let (rows, total) =
            store::application::page(&mut tx, tenant, &which, query.offset, query.limit).await?;
        let list = rows
            .into_iter()
            .map(|l| Ok((Application::from_row(l.row)?, l.subscriptions)))
            .collect::<Result<_, Error>>()?;
        Ok(ApplicationPage { list, total })
    }
}
