//! What waits for the administrators of a tenant.

use model::workflow::Kind;

use super::{Task, WAITING};
use crate::error::Error;
use crate::{Caller, Control};

/// Tasks, and how many there are in all.
pub struct TaskPage {
    pub list: Vec<Task>,
    pub total: i64,
}

impl Control {
    /// The waiting tasks of the caller's tenant, oldest first.
    pub async fn workflows(
        &self,
        caller: &Caller,
        kind: Option<Kind>,
        offset: i64,
        limit: i64,
    ) -> Result<TaskPage, Error> {
        let mut tx = self.read().await?;
        let kind = kind.map(Kind::as_str);
        let (rows, total) =
            store::workflow::waiting(&mut tx, caller.tenant().as_str(), kind, offset, limit).await?;
        Ok(TaskPage { list: rows.into_iter().map(Task::from_row).collect::<Result<_, _>>()?, total })
    }

    /// A waiting task of the caller's tenant. One that was decided is not found.
    pub async fn workflow(&self, caller: &Caller, id: &str) -> Result<Task, Error> {
        let mut tx = self.read().await?;
        let row = store::workflow::by_id(&mut tx, caller.tenant().as_str(), id).await?;
        let row = row.filter(|r| r.state == WAITING);
        Task::from_row(row.ok_or_else(|| Error::not_found("Workflow", id, super::NOT_FOUND))?)
    }
}
