//! Other issuers whose users an operator lets in: whose assertions and tokens are taken for tokens of ours.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use control::certificate::Certificate;
use control::key::FEDERATED;
use jose::json::Value;
use jose::jwk::{Jwk, JwkSet};
use jose::jwt::{Rules, Verified, verify_with};
use jose::{Claims, VerificationKey, VerificationKeys, base64url};
use model::tenant::TenantDomain;
use model::user::UserName;
use serde::{Deserialize, Serialize};
use store::Tx;

use crate::OAuth;
use crate::config::ConfigError;
use crate::error::Error;
use crate::issue::Subject;

/// Bytes of a file with keys.
const LARGEST: u64 = 1024 * 1024;
/// A token that names an unknown key makes us read the file again at most this often.
const REREAD: Duration = Duration::from_secs(5);
/// Characters of a federated user's name.
const LONGEST_NAME: usize = 255;

/// An issuer that a tenant trusts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustedIssuer {
    /// Tenant that trusts it.
    #[serde(default = "super_tenant")]
    pub tenant: String,
    /// Short name, which its users' names begin with here.
    pub name: String,
    /// Its `iss`.
    pub issuer: String,
    /// What its assertions must name as their audience, one of these; empty: our token endpoint's URL.
    #[serde(default)]
    pub audiences: Vec<String>,
    /// File with its keys, a JWK set; read again when a token names a key that is not in it.
    #[serde(default)]
    pub jwks: Option<PathBuf>,
    /// File with its certificate (PEM), in place of `jwks`.
    #[serde(default)]
    pub certificate: Option<PathBuf>,
    /// Its users are the tenant's own users of the same name, with their roles.
    #[serde(default)]
    pub local_users: bool,
    /// Claim with its users' roles; empty: they have none.
    #[serde(default)]
    pub roles_claim: String,
    /// Its roles, and ours that they stand for. A role that is not here counts for nothing.
    #[serde(default)]
    pub roles: BTreeMap<String, String>,
}

fn super_tenant() -> String {
    TenantDomain::super_tenant().as_str().to_owned()
}

/// A trusted issuer with its keys.
pub struct Trusted {
    pub settings: TrustedIssuer,
    keys: RwLock<Loaded>,
}

struct Loaded {
    keys: Arc<VerificationKeys>,
    read_at: Duration,
}

/// A good token of a trusted issuer.
pub struct Outsider {
    pub issuer: Arc<Trusted>,
    pub verified: Verified,
}

/// Who an outsider is here.
pub struct Known {
    pub subject: Subject,
    pub roles: Vec<String>,
}

impl Trusted {
    pub fn load(settings: TrustedIssuer) -> Result<Self, ConfigError> {
        let failed = |reason: String| ConfigError::Issuer { name: settings.name.clone(), reason };
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        if settings.name.is_empty() || !settings.name.chars().all(plain) {
            return Err(failed("name must have letters, digits, '.', '-' and '_' only".to_owned()));
        }
        if settings.issuer.is_empty() {
            return Err(failed("issuer is missing".to_owned()));
        }
        TenantDomain::parse(&settings.tenant).map_err(|problem| failed(format!("tenant: {problem}")))?;
        let keys = Arc::new(read_keys(&settings).map_err(failed)?);
        Ok(Self { settings, keys: RwLock::new(Loaded { keys, read_at: Duration::ZERO }) })
    }

    fn keys(&self) -> Arc<VerificationKeys> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner).keys)
    }

    /// Reads the keys again, if that has not been done just now. Says whether it has been.
    fn reload(&self, now: Duration) -> bool {
        {
            let mut loaded = self.keys.write().unwrap_or_else(PoisonError::into_inner);
            if now.saturating_sub(loaded.read_at) < REREAD {
                return false;
            }
            loaded.read_at = now;
        }
        match read_keys(&self.settings) {
            Ok(keys) => {
                self.keys.write().unwrap_or_else(PoisonError::into_inner).keys = Arc::new(keys);
                true
            }
            Err(reason) => {
                tracing::warn!(issuer = self.settings.name, %reason, "a trusted issuer's keys cannot be read again");
                false
            }
        }
    }

    fn verify(&self, token: &str, now_secs: i64, now: Duration) -> Result<Verified, Error> {
        let secs = u64::try_from(now_secs).unwrap_or(0);
        let rules = Rules { leeway_secs: 30, ..Rules::default() };
        let once = || verify_with(token.as_bytes(), &self.keys(), secs, &rules);
        let mut result = once();
        if matches!(result, Err(jose::Error::UnknownKey(_))) && self.reload(now) {
            result = once();
        }
        result.map_err(|reason| match reason {
            jose::Error::Expired => Error::grant("JSON Web Token is expired."),
            jose::Error::NotYetValid => Error::grant("JSON Web Token is used before its nbf."),
            _ => Error::grant("Signature or Message Authentication invalid."),
        })
    }
}

fn read_keys(settings: &TrustedIssuer) -> Result<VerificationKeys, String> {
    match (&settings.jwks, &settings.certificate) {
        (Some(path), None) => {
            let set = JwkSet::parse(&read(path)?).map_err(|e| format!("jwks: {e}"))?;
            let (keys, _) = VerificationKeys::from_jwk_set(&set).map_err(|e| format!("jwks: {e}"))?;
            // A shared secret in a file of public keys would let anybody sign who can read it.
            if keys.is_empty() || keys.iter().any(VerificationKey::is_symmetric) {
                return Err("jwks: needs public keys, and those only".to_owned());
            }
            Ok(keys)
        }
        (None, Some(path)) => {
            let spki = Certificate::public_key(&read(path)?).map_err(|e| format!("certificate: {e}"))?;
            let key = Jwk::from_spki_der(&spki).and_then(|jwk| VerificationKey::from_jwk(&jwk));
            key.map(VerificationKeys::single).map_err(|e| format!("certificate: {e}"))
        }
        _ => Err("needs either jwks or certificate".to_owned()),
    }
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    let failed = |reason: std::io::Error| format!("{}: {reason}", path.display());
    if std::fs::metadata(path).map_err(failed)?.len() > LARGEST {
        return Err(format!("{}: larger than {LARGEST} bytes", path.display()));
    }
    std::fs::read(path).map_err(failed)
}

impl OAuth {
    /// Checks signature, times and audience of a token that an issuer trusted by `tenant` has signed.
    pub(crate) fn verify_trusted(&self, tenant: &TenantDomain, token: &str) -> Result<Outsider, Error> {
        let malformed = || Error::grant("The assertion is not a signed JSON Web Token");
        if token.len() > jose::jws::MAX_TOKEN_LEN {
            return Err(malformed());
        }
        let payload = token.split('.').nth(1).ok_or_else(malformed)?;
        let payload = base64url::decode(payload, "claims").map_err(|_| malformed())?;
        let claims = Claims::parse(&payload).map_err(|_| malformed())?;
        let named = claims.iss.as_deref().unwrap_or_default();
        let mut all = self.trusted().iter().filter(|t| t.settings.tenant == tenant.as_str());
        let issuer = all.find(|t| t.settings.issuer == named).ok_or_else(|| {
            let shown: String = named.chars().filter(|c| !c.is_control()).take(200).collect();
            Error::grant(format!("No Registered IDP found for the JWT with issuer name : {shown}"))
        })?;
        let verified = issuer.verify(token, self.now(), self.control().ambient().clock.monotonic())?;
        let ours = self.control().issuer(tenant);
        let accepted = &issuer.settings.audiences;
        let meant = if accepted.is_empty() {
            verified.claims.has_audience(&ours)
        } else {
            accepted.iter().any(|audience| verified.claims.has_audience(audience))
        };
        if !meant {
            return Err(Error::grant("None of the audience values matched the tokenEndpoint Alias"));
        }
        Ok(Outsider { issuer: Arc::clone(issuer), verified })
    }

    /// The tenant's own user, or one of the issuer's, with the roles that count here.
    pub(crate) async fn known(
        &self,
        tx: &mut Tx,
        tenant: &TenantDomain,
        outsider: &Outsider,
    ) -> Result<Known, Error> {
        let settings = &outsider.issuer.settings;
        let sub = outsider.verified.claims.sub.as_deref().unwrap_or_default();
        if sub.is_empty() || sub.chars().count() > LONGEST_NAME || sub.chars().any(char::is_control) {
            return Err(Error::grant("The assertion has no subject that can be used"));
        }
        if settings.local_users {
            let name = sub.strip_suffix(&format!("@{tenant}")).unwrap_or(sub);
            let user = UserName::new(name, tenant.clone());
            let roles = self.control().roles_of_active_user(tx, &user).await?;
            let roles =
                roles.ok_or_else(|| Error::grant("The subject of the assertion is not a user here"))?;
            return Ok(Known { subject: Subject::User(user), roles });
        }
        // A token of ours for an outsider is no way round the issuer who knows the user.
        if outsider.verified.claim(FEDERATED).is_some() {
            return Err(Error::grant("The assertion is about a user of yet another issuer"));
        }
        let theirs = match settings.roles_claim.as_str() {
            "" => Vec::new(),
            claim => outsider.verified.claim(claim).map(|value| words(&value)).unwrap_or_default(),
        };
        let roles = theirs.iter().filter_map(|role| settings.roles.get(role)).cloned().collect();
        let subject = Subject::Federated { issuer: settings.name.clone(), name: sub.to_owned() };
        Ok(Known { subject, roles })
    }
}

fn words(value: &Value<'_>) -> Vec<String> {
    match (value.as_str(), value.as_strings()) {
        (Some(text), _) => text.split([' ', ',']).filter(|w| !w.is_empty()).map(str::to_owned).collect(),
        (None, Some(list)) => list.into_iter().map(std::borrow::Cow::into_owned).collect(),
        _ => Vec::new(),
    }
}
