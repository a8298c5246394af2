//! A developer generates an API key, or one in the place of another.

use model::api_key::{API_KEY, ApiKeyClaims, KeyApplication};
use model::application::KeyType;
use store::StoreError;
use store::api_key::ApiKeyRow;

use super::{ApiKeyDraft, NewApiKey, revoke};
use crate::application::owned;
use crate::error::Error;
use crate::{Caller, Control};

impl Control {
    pub async fn generate_api_key(
        &self,
        caller: &Caller,
        application_id: &str,
        key_type: KeyType,
        draft: ApiKeyDraft,
    ) -> Result<NewApiKey, Error> {
        self.issue_api_key(caller, application_id, key_type, draft.checked()?, None).await
    }

    /// Revokes a key and generates another with the same name, life and restrictions.
    pub async fn regenerate_api_key(
        &self,
        caller: &Caller,
        application_id: &str,
        key_type: KeyType,
        id: &str,
    ) -> Result<NewApiKey, Error> {
        let keys = self.api_keys(caller, application_id, key_type).await?;
        let old = keys.into_iter().find(|k| k.id == id).ok_or_else(|| revoke::no_such_key(id))?;
        let draft = ApiKeyDraft {
            name: old.name.clone(),
            validity: old.validity,
            permitted_ip: old.permitted_ip.clone(),
            permitted_referer: old.permitted_referer.clone(),
        };
        self.issue_api_key(caller, application_id, key_type, draft, Some(old)).await
    }

    async fn issue_api_key(
        &self,
        caller: &Caller,
        application_id: &str,
        key_type: KeyType,
        draft: ApiKeyDraft,
        old: Option<ApiKeyRow>,
    ) -> Result<NewApiKey, Error> {
        let tenant = caller.tenant();
        let mut tx = self.read().await?;
        let application = owned(&mut tx, caller, application_id).await?;
        application.ensure_usable()?;
        drop(tx);
        let now = self.ambient().now();
        let row = ApiKeyRow {
            id: self.ambient().id(),
            tenant: tenant.to_string(),
            application_id: application.id.clone(),
            key_type: key_type.as_str().to_owned(),
            name: draft.name,
            issued_at: now.0,
            validity: draft.validity,
            permitted_ip: draft.permitted_ip,
            permitted_referer: draft.permitted_referer,
        };
        let exp = row.validity.map(|seconds| now.secs().saturating_add(seconds));
        let claims = ApiKeyClaims {
            iss: self.issuer(tenant),
            sub: application.owner.fully_qualified(),
            jti: row.id.clone(),
            iat: now.secs(),
            exp,
            token_type: "apiKey".to_owned(),
            keytype: row.key_type.clone(),
            application: KeyApplication {
                uuid: application.id,
                name: application.name,
                owner: application.owner.to_string(),
                tier: application.policy,
            },
            permitted_ip: row.permitted_ip.clone(),
            permitted_referer: row.permitted_referer.clone(),
        };
        // Before the transaction: signing may have to note the key's use.
        let key = self.sign(tenant, API_KEY, &claims, exp.unwrap_or(i64::MAX)).await?;
        let mut tx = self.begin().await?;
        owned(&mut tx, caller, application_id).await?;
        if let Some(old) = old {
            self.withdraw_api_key(&mut tx, &old).await?;
        }
        store::api_key::insert(&mut tx, &row).await.map_err(|e| match e {
            StoreError::Reference => Error::not_found("Application", application_id, 0),
            other => other.into(),
        })?;
        tx.commit().await?;
        Ok(NewApiKey { name: row.name, key, validity: row.validity.unwrap_or(-1) })
    }
}
