//! Several secrets of one client, so that the next can be rolled out before the last is revoked.

use control::Error as ControlError;
use model::key::{ClientSecret, SecretRequest};
use model::tenant::TenantDomain;
use store::Tx;
use store::client_secret::{self, SecretRow};

use super::{FOREVER, Registered, secret};
use crate::OAuth;
use crate::error::Error;

/// Secrets of one client.
const MOST: usize = 10;
const DESCRIPTION: usize = 255;

impl OAuth {
    /// Whether this is a secret of the client that is good now.
    pub(crate) async fn is_secret_of(
        &self,
        tx: &mut Tx,
        client: &Registered,
        given: &str,
    ) -> Result<bool, Error> {
        // A client whose secrets all expire has none in its row, which no secret's hash is equal to.
        if secret::matches(given, &client.row.secret_hash) {
            return Ok(true);
        }
        let now = self.now();
        let rows = client_secret::of_client(tx, client.tenant.as_str(), client.id()).await?;
        let live = rows.iter().filter(|row| row.expires_at.is_none_or(|end| end > now));
        Ok(live.fold(false, |found, row| found | secret::matches(given, &row.hash)))
    }

    /// The client's secrets, oldest first, without their values.
    pub(crate) async fn secrets(&self, tenant: &TenantDomain, id: &str) -> Result<Vec<ClientSecret>, Error> {
        let mut tx = self.control().read().await?;
        let client = self.own_client(&mut tx, tenant, id).await?;
        let rows = rows(&mut tx, &client).await?;
        Ok(rows.into_iter().map(told).collect())
    }

    /// One secret more, told this once.
    pub(crate) async fn add_secret(
        &self,
        tenant: &TenantDomain,
        id: &str,
        asked: SecretRequest,
    ) -> Result<ClientSecret, Error> {
        if asked.description.chars().count() > DESCRIPTION || asked.description.contains(char::is_control) {
            let text = format!("description: at most {DESCRIPTION} characters, and none of control");
            return Err(Error::request(text));
        }
        let expires_in = asked.expires_in.filter(|seconds| *seconds < FOREVER);
        if expires_in == Some(0) {
            return Err(Error::request("expiresIn: must be 1 second or more"));
        }
        let now = self.now();
        let mut tx = self.control().begin().await?;
        let mut client = self.own_client(&mut tx, tenant, id).await?;
        let mut kept = 0;
        for row in rows(&mut tx, &client).await? {
            // Those that are over make room. The first one was in the client's row only.
            client_secret::delete(&mut tx, tenant.as_str(), id, &row.id).await?;
            if row.expires_at.is_none_or(|end| end > now) {
                client_secret::insert(&mut tx, &row).await?;
                kept += 1;
            }
        }
        if kept >= MOST {
            return Err(Error::request(format!("a client has at most {MOST} secrets: revoke one first")));
        }
        let (new, clear) = self.new_secret(id)?;
        let row = SecretRow {
            id: self.control().ambient().id(),
            tenant: tenant.as_str().to_owned(),
            client_id: id.to_owned(),
            hash: new.hash,
            sealed: new.sealed,
            description: asked.description,
            created_at: self.control().ambient().now().0,
            expires_at: expires_in
                .map(|seconds| now.saturating_add(i64::try_from(seconds).unwrap_or(i64::MAX))),
        };
        client_secret::insert(&mut tx, &row).await?;
        if row.expires_at.is_none() {
            self.put_first(&mut tx, &mut client, Some(&row)).await?;
        }
        tx.commit().await?;
        Ok(ClientSecret { value: Some(clear), ..told(row) })
    }

    /// Revokes one of several; never the newest, so that the client is not left without.
    pub(crate) async fn revoke_secret(
        &self,
        tenant: &TenantDomain,
        id: &str,
        secret_id: &str,
    ) -> Result<(), Error> {
        let mut tx = self.control().begin().await?;
        let mut client = self.own_client(&mut tx, tenant, id).await?;
        let mut all = rows(&mut tx, &client).await?;
        let at = all.iter().position(|row| row.id == secret_id).ok_or(Error::NotFound)?;
        if at + 1 == all.len() {
            return Err(Error::request("the newest secret cannot be revoked: generate another first"));
        }
        let gone = all.remove(at);
        client_secret::delete(&mut tx, tenant.as_str(), id, secret_id).await?;
        if gone.hash == client.row.secret_hash {
            let next = all.iter().rev().find(|row| row.expires_at.is_none());
            self.put_first(&mut tx, &mut client, next).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// The secret of the client's own row.
    async fn put_first(
        &self,
        tx: &mut Tx,
        client: &mut Registered,
        row: Option<&SecretRow>,
    ) -> Result<(), Error> {
        client.row.secret_hash = row.map(|r| r.hash.clone()).unwrap_or_default();
        client.row.sealed_secret = row.map(|r| r.sealed.clone()).unwrap_or_default();
        client.row.updated_at = self.control().ambient().now().0;
        if store::client::update(tx, &client.row).await? {
            Ok(())
        } else {
            Err(ControlError::internal("a client is gone in its own transaction").into())
        }
    }
}

/// Those of the table, or the one that the client was made with.
async fn rows(tx: &mut Tx, client: &Registered) -> Result<Vec<SecretRow>, Error> {
    let rows = client_secret::of_client(tx, client.tenant.as_str(), client.id()).await?;
    if !rows.is_empty() {
        return Ok(rows);
    }
    Ok(vec![SecretRow {
        id: format!("first-{}", client.id()),
        tenant: client.row.tenant.clone(),
        client_id: client.id().to_owned(),
        hash: client.row.secret_hash.clone(),
        sealed: client.row.sealed_secret.clone(),
        description: String::new(),
        created_at: client.row.created_at,
        expires_at: None,
    }])
}

fn told(row: SecretRow) -> ClientSecret {
    ClientSecret {
        id: row.id,
        value: None,
        description: row.description,
        created_at: row.created_at,
        expires_at: row.expires_at,
    }
}
