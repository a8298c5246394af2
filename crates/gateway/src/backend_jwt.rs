//! What back ends are told about the caller: a signed token in a header, with WSO2's claims. It is made once per token
//! and API, and kept until it is about to expire or what it says has changed.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io::Write as _;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use ahash::RandomState;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use jose::{SignatureAlgorithm, SigningKey};
use model::Ambient;
use model::tenant::SUPER;
use rustls_pki_types::PrivatePkcs8KeyDer;
use rustls_pki_types::pem::PemObject as _;
use serde_json::{Map, Value, json};

use crate::config::BackendJwt;
use crate::error::StartError;
use crate::phases::authenticate::Identity;
use crate::table::Api;
use crate::table::identity::{Application, Subscription};
use crate::token::Token;

/// What an access token says to us, and not to back ends.
const OURS: [&str; 16] = [
    "iss",
    "sub",
    "aud",
    "exp",
    "iat",
    "nbf",
    "jti",
    "azp",
    "client_id",
    "scope",
    "aut",
    "keytype",
    "cnf",
    "at_hash",
    "idp",
    "auth_time",
];

/// The key, and what goes into every token. Shared by the cores.
pub struct Signer {
    settings: BackendJwt,
    header: HeaderName,
    key: SigningKey,
    public_keys: Bytes,
}

impl Signer {
    pub fn load(settings: &BackendJwt) -> Result<Self, StartError> {
        let failed = |reason: String| StartError::BackendKey { path: settings.key.clone(), reason };
        if !settings.shared && !settings.key.exists() {
            make(&settings.key).map_err(failed)?;
        }
        let pem = std::fs::read(&settings.key).map_err(|e| failed(e.to_string()))?;
        let der = PrivatePkcs8KeyDer::from_pem_slice(&pem)
            .map_err(|_| failed("is not a private key in PEM (PKCS#8)".to_owned()))?;
        let mut key = Err(jose::Error::NotSupported("this kind of key"));
        for algorithm in [SignatureAlgorithm::Rs256, SignatureAlgorithm::Es256] {
            key = key.or_else(|_| SigningKey::from_pkcs8(der.secret_pkcs8_der(), algorithm));
        }
        let key = key.map_err(|e| failed(e.to_string()))?;
        let public = key.public_jwk().and_then(|k| k.to_public_json()).map_err(|e| failed(e.to_string()))?;
        Ok(Self {
            header: HeaderName::from_bytes(settings.header.as_bytes())
                .map_err(|_| failed("its header has no header's name".to_owned()))?,
            settings: settings.clone(),
            key,
            public_keys: Bytes::from(json!({"keys": [public]}).to_string()),
        })
    }

    fn sign(&self, about: &About<'_>, now: i64, id: &str) -> Option<HeaderValue> {
        let claims = about.claims(&self.settings, now, id);
        let signed = self.key.sign_claims("JWT", &claims);
        let signed =
            signed.inspect_err(|error| tracing::error!(%error, "what a back end is told cannot be signed"));
        let mut value = HeaderValue::try_from(signed.ok()?).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

/// A new key, for its owner's eyes only.
fn make(path: &Path) -> Result<(), String> {
    let key = SigningKey::generate(SignatureAlgorithm::Rs256).map_err(|e| e.to_string())?;
    let der = key.to_pkcs8().map_err(|e| e.to_string())?;
    let text = STANDARD.encode(&*der);
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(|e| e.to_string())?;
    let mut pem = String::from("-----BEGIN PRIVATE KEY-----\n");
    for line in text.as_bytes().chunks(64) {
        pem.extend(line.iter().map(|b| char::from(*b)));
        pem.push('\n');
    }
    pem.push_str("-----END PRIVATE KEY-----\n");
    file.write_all(pem.as_bytes()).and_then(|()| file.sync_all()).map_err(|e| e.to_string())
}

/// A call, as far as the back end is told of it.
struct About<'a> {
    api: &'a Api,
    token: &'a Token,
    application: Option<&'a Application>,
    user: &'a str,
    key_type: &'static str,
    plan: &'a str,
}

impl About<'_> {
    fn claims(&self, settings: &BackendJwt, now: i64, id: &str) -> Map<String, Value> {
        let lifetime = i64::try_from(settings.lifetime_secs).unwrap_or(900);
        let token = self.token;
        // A client's own token says the client's name twice.
        let own = token.user == token.client;
        let mut all = Map::new();
        let payload: Map<String, Value> = serde_json::from_slice(&token.payload).unwrap_or_default();
        all.extend(payload.into_iter().filter(|(name, _)| !OURS.contains(&name.as_str())));
        let mut say = |name: &str, value: Value| {
            all.insert(format!("{}/{name}", settings.dialect), value);
        };
        say("apiname", json!(self.api.name));
        say("apicontext", json!(self.api.context));
        say("version", json!(self.api.version));
        say("tier", json!(self.plan));
        say("keytype", json!(self.key_type));
        say("usertype", json!(if own { "Application" } else { "Application_User" }));
        say("enduser", json!(self.user));
        if self.user.rsplit_once('@').is_some_and(|(_, tenant)| tenant == SUPER) {
            say("enduserTenantId", json!("-1234"));
        }
        if let Some(application) = self.application {
            let attributes = application.attributes.iter();
            let attributes: Map<_, _> = attributes.map(|(n, v)| (n.to_string(), json!(v))).collect();
            say("subscriber", json!(application.owner));
            say("applicationid", json!(application.id));
            say("applicationUUId", json!(application.id));
            say("applicationname", json!(application.name));
            say("applicationtier", json!(application.policy));
            say("applicationAttributes", Value::Object(attributes));
        }
        let left_out = |name: &str| {
            let short = name.strip_prefix(settings.dialect.as_str()).map(|n| n.trim_start_matches('/'));
            settings.exclude.iter().any(|e| e == name || Some(e.as_str()) == short)
        };
        all.retain(|name, _| !left_out(name));
        all.insert("iss".to_owned(), json!(settings.issuer));
        all.insert("sub".to_owned(), json!(self.user));
        all.insert("iat".to_owned(), json!(now));
        all.insert("exp".to_owned(), json!(now.saturating_add(lifetime)));
        all.insert("jti".to_owned(), json!(id));
        all
    }
}

/// A token that was made, and what it was made of.
struct Made {
    /// Held, so that no other token has its address.
    token: Rc<Token>,
    application: Option<Arc<Application>>,
    plan: Box<str>,
    version: Box<str>,
    /// Seconds; from then on another is made.
    until: i64,
    value: HeaderValue,
}

type Generation = HashMap<(usize, u32), Made, RandomState>;

/// The tokens of a core, in two generations as [`crate::token::TokenCache`] has them.
pub struct Assertions {
    signer: Arc<Signer>,
    most: usize,
    made: RefCell<(Generation, Generation)>,
}

impl Assertions {
    /// Keeps at most `capacity`; 0 keeps none.
    pub fn new(signer: Arc<Signer>, capacity: usize) -> Self {
        Self { signer, most: capacity / 2, made: RefCell::default() }
    }

    /// The keys that sign, as a JWK set.
    pub fn public_keys(&self) -> Bytes {
        self.signer.public_keys.clone()
    }

    /// Takes what the client says of itself out of a request, and says what is so; nothing about an unknown caller.
    pub fn attach(
        &self,
        headers: &mut HeaderMap,
        api: &Api,
        identity: Option<&Identity>,
        subscription: Option<&Subscription>,
        ambient: &Ambient,
    ) {
        headers.remove(&self.signer.header);
        let Some(identity) = identity else { return };
        let now = ambient.now().secs();
        let plan = subscription.map_or("Unlimited", |s| &*s.plan);
        let address = (Rc::as_ptr(&identity.token).addr(), api.number);
        if let Some(value) = self.kept(address, api, identity, plan, now) {
            headers.insert(self.signer.header.clone(), value);
            return;
        }
        let caller = &identity.caller;
        let about = About {
            api,
            token: &identity.token,
            application: caller.application.as_deref(),
            user: &caller.user,
            key_type: caller.key_type.as_str(),
            plan,
        };
        let Some(value) = self.signer.sign(&about, now, &ambient.random_id().to_string()) else { return };
        headers.insert(self.signer.header.clone(), value.clone());
        let lifetime = i64::try_from(self.signer.settings.lifetime_secs).unwrap_or(900);
        let made = Made {
            token: Rc::clone(&identity.token),
            application: caller.application.clone(),
            plan: plan.into(),
            version: api.version.clone(),
            // The last third is for the back end to work with it.
            until: now.saturating_add(lifetime - lifetime / 3),
            value,
        };
        self.keep(address, made);
    }

    fn kept(
        &self,
        address: (usize, u32),
        api: &Api,
        identity: &Identity,
        plan: &str,
        now: i64,
    ) -> Option<HeaderValue> {
        let mut generations = self.made.borrow_mut();
        let (young, old) = &mut *generations;
        if !young.contains_key(&address)
            && let Some(made) = old.remove(&address)
        {
            young.insert(address, made);
        }
        let made = young.get(&address)?;
        let same = match (&made.application, &identity.caller.application) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (None, None) => true,
            _ => false,
        };
        let good = same
            && Rc::ptr_eq(&made.token, &identity.token)
            && *made.plan == *plan
            && made.version == api.version
            && now < made.until;
        good.then(|| made.value.clone())
    }

    fn keep(&self, address: (usize, u32), made: Made) {
        if self.most == 0 {
            return;
        }
        let mut generations = self.made.borrow_mut();
        let (young, old) = &mut *generations;
        if young.len() >= self.most {
            *old = std::mem::take(young);
        }
        young.insert(address, made);
    }
}
