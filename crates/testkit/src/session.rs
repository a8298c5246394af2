//! Signing in.

use anyhow::{Context, Result};

use crate::client::Client;
use crate::platform::ADMIN;

const ADMIN_SCOPES: &str = "apim:admin apim:api_create apim:api_delete apim:api_manage apim:api_publish \
    apim:api_view apim:api_import_export apim:subscribe apim:app_manage apim:sub_manage apim:subscription_block \
    apim:subscription_view apim:shared_scope_manage apim:tier_view apim:tier_manage apim:bl_view apim:bl_manage \
    apim:api_key apim:subscription_manage apim:store_settings apim:publisher_settings";

impl Client {
    /// The client with an access token of `user` for `scopes`, by dynamic registration and the password grant, as
    /// WSO2's own clients do it. The server is one with a key manager.
    pub async fn sign_in(&self, user: &str, password: &str, scopes: &str) -> Result<Self> {
        let registration = serde_json::json!({
            "callbackUrl": "www.example.com", "clientName": "rest_api_client", "owner": user,
            "grantType": "client_credentials password refresh_token", "saasApp": true,
        });
        let registered = self
            .basic(user, password)
            .post("/client-registration/v0.17/register", &registration)
            .await?
            .expect(200)?;
        let (id, secret) = (&registered["clientId"], &registered["clientSecret"]);
        let (id, secret) = (id.as_str().context("clientId")?, secret.as_str().context("clientSecret")?);
        let token = self
            .basic(id, secret)
            .form(
                "/oauth2/token",
                &[("grant_type", "password"), ("username", user), ("password", password), ("scope", scopes)],
            )
            .await?
            .expect(200)?;
        Ok(self.bearer(token["access_token"].as_str().context("access_token")?))
    }

    /// The administrator with every scope of the journey.
    pub async fn sign_in_as_admin(&self) -> Result<Self> {
        self.sign_in(ADMIN.0, ADMIN.1, ADMIN_SCOPES).await
    }
}
