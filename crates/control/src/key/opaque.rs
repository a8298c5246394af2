//! Opaque access tokens: a random text that stands for a signed token, which only we and gateways get to see.

use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use bytes::Bytes;
use jose::base64url;
use model::opaque::{Ask, LENGTH, SUBJECT, Told, may_be};
use model::tenant::TenantDomain;
use store::opaque::{self, OpaqueRow};
use tokio::task::JoinSet;
use tracing::{debug, warn};

use crate::Control;
use crate::error::Error;

/// Questions answered at the same time.
const AT_ONCE: usize = 64;
const RETRY: Duration = Duration::from_secs(1);

impl Control {
    /// Keeps a signed token of a client of `tenant` until `expires_at` (Unix seconds). Answers the opaque one that
    /// stands for it.
    pub async fn make_opaque(
        &self,
        tenant: &TenantDomain,
        client_id: &str,
        signed: &str,
        expires_at: i64,
    ) -> Result<String, Error> {
        let token = self.ambient().secret(LENGTH);
        let hash = hash(&token);
        let row = OpaqueRow {
            sealed: self.sealer().seal(&purpose(&hash), signed.as_bytes())?,
            hash,
            tenant: tenant.as_str().to_owned(),
            client_id: client_id.to_owned(),
            expires_at,
        };
        let mut tx = self.begin_concurrent().await?;
        opaque::insert(&mut tx, &row).await?;
        tx.commit().await?;
        Ok(token)
    }

    /// The signed token that an opaque one stands for, good or not; `None` for one we do not know.
    pub async fn signed_token(&self, token: &str) -> Result<Option<String>, Error> {
        if !may_be(token.as_bytes()) {
            return Ok(None);
        }
        let mut tx = self.read().await?;
        let Some(row) = opaque::get(&mut tx, &hash(token)).await? else { return Ok(None) };
        let signed = self.sealer().open(&purpose(&row.hash), &row.sealed)?;
        String::from_utf8(signed).map(Some).map_err(Error::internal)
    }

    /// Answers gateways what opaque tokens stand for, until it is dropped.
    pub async fn serve_opaque_tokens(&self) {
        let mut under_way = JoinSet::new();
        loop {
            let mut requests = match self.hub().serve(SUBJECT).await {
                Ok(requests) => requests,
                Err(error) => {
                    warn!(%error, "gateways cannot ask about opaque tokens; trying again");
                    tokio::time::sleep(RETRY).await;
                    continue;
                }
            };
            while let Some(request) = requests.recv().await {
                while under_way.try_join_next().is_some() {}
                if under_way.len() >= AT_ONCE {
                    under_way.join_next().await;
                }
                let control = self.clone();
                under_way.spawn(async move {
                    let Ok(ask) = serde_json::from_slice::<Ask>(&request.body) else {
                        warn!("a gateway's question about a token cannot be read");
                        return;
                    };
                    match control.signed_token(&ask.token).await {
                        Ok(signed) => {
                            if let Ok(body) = serde_json::to_vec(&Told { signed }) {
                                request.answer(Bytes::from(body));
                            }
                        }
                        // Whoever asked is told that nobody answers.
                        Err(error) => debug!(%error, "an opaque token cannot be looked up"),
                    }
                });
            }
        }
    }
}

fn hash(token: &str) -> String {
    base64url::encode(digest(&SHA256, token.as_bytes()).as_ref())
}

fn purpose(hash: &str) -> String {
    format!("opaque token {hash}")
}
