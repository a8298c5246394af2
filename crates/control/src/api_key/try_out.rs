//! A publisher gets a key to try an API out with, whatever its state, without a subscription.

use model::api_key::{KeyApi, TEST_KEY, TestKeyClaims};
use model::application::KeyType;

use super::NewApiKey;
use crate::api::endpoint;
use crate::error::Error;
use crate::{Caller, Control};

/// Seconds that a test key is good for, as in WSO2.
const LIFETIME: i64 = 60_000;

impl Control {
    /// A key for production, or for sandbox where the API has no other side.
    pub async fn generate_test_key(&self, caller: &Caller, api_id: &str) -> Result<NewApiKey, Error> {
        let tenant = caller.tenant();
        let mut tx = self.read().await?;
        let api = self.load_api(&mut tx, caller, api_id).await?;
        let sub = caller.user.fully_qualified();
        let not_before = store::revocation::issued_before(&mut tx, "user", &sub).await?;
        drop(tx);
        let side = |name| endpoint::of_side(&api.configuration, name).is_some();
        let key_type =
            if !side("production") && side("sandbox") { KeyType::Sandbox } else { KeyType::Production };
        let now = self.ambient().now().secs();
        let exp = now.saturating_add(LIFETIME);
        let claims = TestKeyClaims {
            iss: self.issuer(tenant),
            sub,
            jti: self.ambient().random_id().to_string(),
            // The user's tokens of this second may have been revoked.
            iat: not_before.map_or(now, |second| now.max(second)),
            exp,
            token_type: "InternalKey".to_owned(),
            keytype: key_type.as_str().to_owned(),
            apis: vec![KeyApi {
                uuid: api.id,
                name: api.configuration.name,
                context: api.full_context,
                version: api.configuration.version,
                publisher: api.provider,
            }],
        };
        let key = self.sign(tenant, TEST_KEY, &claims, exp).await?;
        Ok(NewApiKey { name: String::new(), key, validity: LIFETIME })
    }
}
