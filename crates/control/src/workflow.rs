//! Approval: a tenant's configuration says which kinds of requests wait for an administrator.
//!
//! A request is a task with what is to be done; its object stays in a state in which it cannot be used, or as it was.
//! The use case of the object asks here, and knows how to go on (`approve_…`) and how to go back (`reject_…`).

mod decide;
mod read;

use model::Timestamp;
use model::tenant::TenantDomain;
use model::workflow::Kind;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use store::workflow::TaskRow;
use store::{StoreError, Tx};

pub use decide::Decision;
pub use read::TaskPage;

use crate::error::Error;
use crate::tenant_config;
use crate::{Caller, Control};

/// States of a task.
const WAITING: &str = "CREATED";
const APPROVED: &str = "APPROVED";
const REJECTED: &str = "REJECTED";

const NOT_FOUND: u32 = 900_921;

/// A request that waits.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// External reference.
    pub id: String,
    pub kind: Kind,
    pub description: String,
    /// What administrators are shown.
    pub properties: Value,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub(crate) tenant: TenantDomain,
    /// Id of the object, and what of it.
    pub(crate) subject: String,
    pub(crate) part: String,
    pub(crate) requested_by: String,
    pub(crate) body: Value,
}

/// What became of something that may need approval.
#[derive(Debug)]
pub enum Outcome {
    Done,
    Waits(Box<Task>),
}

/// A request to be filed.
pub(crate) struct Ask<'a> {
    pub kind: Kind,
    pub subject: &'a str,
    pub part: &'a str,
    pub description: String,
    pub properties: Value,
}

impl Task {
    fn from_row(row: TaskRow) -> Result<Self, Error> {
        let bad = |e: &dyn std::fmt::Display| StoreError::inconsistent("workflow_task", e);
        Ok(Self {
            kind: Kind::parse(&row.kind).ok_or_else(|| bad(&row.kind))?,
            tenant: TenantDomain::parse(&row.tenant).map_err(|e| bad(&e))?,
            id: row.id,
            description: row.description,
            properties: row.properties,
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
            subject: row.subject,
            part: row.part,
            requested_by: row.requested_by,
            body: row.body,
        })
    }

    /// What is to be done, as the use case wrote it down.
    pub(crate) fn wish<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_value(self.body.clone())
            .map_err(|e| StoreError::inconsistent("workflow_task", e).into())
    }

    /// For what is no longer there.
    pub(crate) fn gone(&self) -> Error {
        Error::not_found("Workflow", self.id.clone(), NOT_FOUND)
    }
}

/// Does the tenant's configuration want an administrator's approval?
pub(crate) async fn needed(tx: &mut Tx, tenant: &TenantDomain, kind: Kind) -> Result<bool, Error> {
    Ok(tenant_config::approvals(tx, tenant).await?.contains(&kind))
}

/// The waiting requests of an object.
pub(crate) async fn waiting(tx: &mut Tx, tenant: &str, subject: &str) -> Result<Vec<Task>, Error> {
    let rows = store::workflow::of_subject(tx, tenant, subject).await?;
    rows.into_iter().map(Task::from_row).collect()
}

/// Forgets the waiting requests of an object of one kind; of one part where it is named. Returns whether there were any.
pub(crate) async fn withdraw(
    tx: &mut Tx,
    tenant: &str,
    subject: &str,
    kind: Kind,
    part: Option<&str>,
) -> Result<bool, Error> {
    let mut any = false;
    for task in waiting(tx, tenant, subject).await? {
        if task.kind == kind && part.is_none_or(|p| p == task.part) {
            any |= store::workflow::delete_waiting(tx, tenant, &task.id).await?;
        }
    }
    Ok(any)
}

impl Control {
    /// Files a request, in the caller's transaction.
    pub(crate) async fn ask_approval(
        &self,
        tx: &mut Tx,
        tenant: &TenantDomain,
        requested_by: String,
        ask: Ask<'_>,
        wish: &impl Serialize,
    ) -> Result<Task, Error> {
        let now = self.ambient().now();
        let row = TaskRow {
            id: self.ambient().id(),
            tenant: tenant.to_string(),
            kind: ask.kind.as_str().to_owned(),
            state: WAITING.to_owned(),
            subject: ask.subject.to_owned(),
            part: ask.part.to_owned(),
            requested_by,
            description: ask.description,
            properties: ask.properties,
            body: serde_json::to_value(wish).map_err(Error::internal)?,
            created_at: now.0,
            updated_at: now.0,
        };
        store::workflow::insert(tx, &row).await.map_err(|e| match e {
            StoreError::Duplicate { .. } => {
                Error::conflict(409, "The same request already waits for approval")
            }
            other => other.into(),
        })?;
        Task::from_row(row)
    }

    /// The same for a request of the caller.
    pub(crate) async fn ask_for(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        ask: Ask<'_>,
        wish: &impl Serialize,
    ) -> Result<Task, Error> {
        self.ask_approval(tx, caller.tenant(), caller.name(), ask, wish).await
    }
}
