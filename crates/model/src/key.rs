//! OAuth2 clients and key mappings as the control plane and the key managers exchange them.

use serde::{Deserialize, Serialize};

/// What a client asks of a key manager at registration (RFC 7591 words).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientRequest {
    pub client_name: String,
    pub grant_types: Vec<String>,
    pub redirect_uris: Vec<String>,
    /// `JWT` or `OPAQUE`.
    pub token_type: String,
    /// User on whose behalf the client exists, fully qualified.
    pub owner: String,
    /// Seconds; `None` takes the key manager's default.
    pub access_token_lifetime: Option<u64>,
    pub user_token_lifetime: Option<u64>,
    pub refresh_token_lifetime: Option<u64>,
    pub id_token_lifetime: Option<u64>,
    pub pkce_mandatory: bool,
    pub pkce_plain: bool,
    /// A public client: may use grants without its secret.
    pub public: bool,
    /// Users of every tenant may use the client (WSO2 `saasApp`).
    pub cross_tenant: bool,
}

/// A registered client. `client_secret` is present only in the answer that created it or where the key manager
/// can still tell it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Client {
    pub client_id: String,
    pub client_secret: Option<String>,
    pub request: ClientRequest,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("client_id", &self.client_id).finish_non_exhaustive()
    }
}

/// What is asked of a further secret.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretRequest {
    pub description: String,
    /// Seconds; `None` for ever.
    pub expires_in: Option<u64>,
}

/// One of several secrets of a client. The value is present only in the answer that made it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientSecret {
    pub id: String,
    pub value: Option<String>,
    pub description: String,
    /// Microseconds.
    pub created_at: i64,
    /// Unix seconds; `None` for never.
    pub expires_at: Option<i64>,
}

/// `token_type` of a client whose access tokens say nothing themselves.
pub const OPAQUE: &str = "OPAQUE";

/// The name of the key manager that is always there.
pub const RESIDENT: &str = "Resident Key Manager";
