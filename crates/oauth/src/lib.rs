//! The OAuth2 and OpenID Connect server, and the resident key manager's connector.
