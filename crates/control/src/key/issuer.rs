//! The name under which a tenant issues tokens: its token endpoint, as in WSO2.

use model::tenant::TenantDomain;

use crate::Control;

const TOKEN_PATH: &str = "/oauth2/token";

impl Control {
    /// Value of `iss`: `https://<host>:<port>/oauth2/token`, with `/t/<tenant>` before the path outside the super
    /// tenant.
    pub fn issuer(&self, tenant: &TenantDomain) -> String {
        format!("{}{TOKEN_PATH}", self.base_url(tenant))
    }

    /// What a tenant's OAuth2 endpoints begin with: `https://<host>:<port>[/t/<tenant>]`.
    pub fn base_url(&self, tenant: &TenantDomain) -> String {
        let config = self.config();
        let prefix = tenant.context_prefix();
        match config.key_manager_url.trim_end_matches('/') {
            "" => format!("https://{}:{}{prefix}", config.hostname, config.https_port),
            url => format!("{url}{prefix}"),
        }
    }

    /// The tenant whose issuer this is, if it is one of ours.
    pub(super) fn issuing_tenant(&self, issuer: &str) -> Option<TenantDomain> {
        let own = self.base_url(&TenantDomain::super_tenant());
        let path = issuer.strip_prefix(&own)?.strip_suffix(TOKEN_PATH)?;
        if path.is_empty() {
            return Some(TenantDomain::super_tenant());
        }
        // `/t/carbon.super` is not how the super tenant names itself.
        TenantDomain::parse(path.strip_prefix("/t/")?).ok().filter(|t| !t.is_super())
    }
}
