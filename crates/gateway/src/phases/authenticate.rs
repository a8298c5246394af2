//! Who calls: a bearer token (RFC 6750) that a key manager of the API's tenant has signed, or a key that the tenant
//! itself has.

use std::borrow::Cow;
use std::net::IpAddr;
use std::rc::Rc;
use std::sync::Arc;

use http::HeaderMap;
use http::header::AUTHORIZATION;
use jose::{Claims, Rules, Verified};
use model::api_key::{API_KEY, TEST_KEY};
use model::application::KeyType;
use model::key::RESIDENT;

use super::api_key;
use crate::refusal::Cause;
use crate::table::api::EnvironmentKind;
use crate::table::key_managers::KeyManager;
use crate::table::revocations::Subject;
use crate::table::{Api, Operation, Table};
use crate::token::{Caller, Kind, Token};
use crate::worker::Worker;

/// A good token and who it stands for.
pub struct Identity {
    pub token: Rc<Token>,
    pub caller: Rc<Caller>,
}

/// What of a request decides who calls.
pub struct Call<'c> {
    pub api: &'c Api,
    pub operation: &'c Operation,
    pub headers: &'c HeaderMap,
    pub query: Option<&'c str>,
    pub client: IpAddr,
}

/// What a credential claims to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Claimed {
    Access,
    ApiKey,
    TestKey,
}

/// Who calls; `None` for an operation that needs no credential.
pub fn caller(worker: &Worker, table: &Table, call: &Call<'_>) -> Result<Option<Identity>, Cause> {
    if call.operation.open && !call.api.unpublished {
        return Ok(None);
    }
    let (claimed, text) = credential(call)?;
    let api = call.api;
    let now = worker.ambient.clock.now().secs();
    let cached = worker.tokens.borrow_mut().get(&text);
    let token = if let Some(token) = cached.filter(|t| claimed.is(t) && same_keys(t, table, api)) {
        token
    } else {
        let token = verify(worker, table, api, claimed, &text, now)?;
        worker.tokens.borrow_mut().put(&text, Rc::clone(&token));
        token
    };
    if now >= token.expires_at {
        worker.tokens.borrow_mut().remove(&text);
        return Err(Cause::InvalidCredentials);
    }
    let caller = place(&token, table)?;
    match &token.kind {
        Kind::Access => for_api(api, &token)?,
        Kind::ApiKey(terms) => api_key::permitted(terms, call.headers, call.client)?,
        Kind::TestKey(id) if *id != api.id => {
            return Err(Cause::KeyNotForThis("The key was made for another API"));
        }
        Kind::TestKey(_) => {}
    }
    for_environment(api, &caller)?;
    Ok(Some(Identity { token, caller }))
}

/// The one credential that counts: a test key, then an access token, then an API key.
fn credential<'c>(call: &Call<'c>) -> Result<(Claimed, Cow<'c, [u8]>), Cause> {
    if let Some(text) = api_key::test_key(call.headers)? {
        return Ok((Claimed::TestKey, text.into()));
    }
    let missing = match bearer(call.api, call.headers) {
        Ok(text) => return Ok((Claimed::Access, text.into())),
        Err(cause) => cause,
    };
    if !call.api.schemes.api_key {
        return Err(missing);
    }
    let found = api_key::api_key(call.api, call.headers, call.query)?;
    let missing = if call.api.schemes.oauth2 { missing } else { Cause::MissingApiKey };
    found.map(|text| (Claimed::ApiKey, text)).ok_or(missing)
}

impl Claimed {
    const fn is(self, token: &Token) -> bool {
        matches!(
            (self, &token.kind),
            (Self::Access, Kind::Access)
                | (Self::ApiKey, Kind::ApiKey(_))
                | (Self::TestKey, Kind::TestKey(_))
        )
    }
}

/// The token's text, from the one header the API takes it from.
pub(super) fn bearer<'h>(api: &Api, headers: &'h HeaderMap) -> Result<&'h [u8], Cause> {
    if !api.schemes.oauth2 {
        return Err(Cause::MissingCredentials);
    }
    let name = &api.credentials.name;
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else {
        // A credential in the wrong place is a wrong credential.
        let misplaced = api.credentials.custom && headers.contains_key(AUTHORIZATION);
        return Err(if misplaced { Cause::InvalidCredentials } else { Cause::MissingCredentials });
    };
    if values.next().is_some() {
        return Err(Cause::InvalidCredentials);
    }
    let text = value.as_bytes().trim_ascii();
    match text.get(..7) {
        Some(scheme) if scheme.eq_ignore_ascii_case(b"bearer ") => Ok(text[7..].trim_ascii_start()),
        _ if api.credentials.custom && !text.contains(&b' ') => Ok(text),
        _ => Err(Cause::MissingCredentials),
    }
}

/// Whether a remembered token was checked with keys that are still those of the API's tenant.
fn same_keys(token: &Token, table: &Table, api: &Api) -> bool {
    let checked = &token.key_manager;
    if *checked.tenant != *api.tenant {
        return false;
    }
    if token.standing.borrow().as_ref().is_some_and(|(serial, _)| *serial == table.serial) {
        return true;
    }
    let mut present = table.key_managers.of_tenant(&api.tenant).iter();
    // Keys are the tenant's own: they hold while its key manager issues no tokens.
    let key = !matches!(token.kind, Kind::Access);
    present.any(|k| (k.enabled || key) && *k.id == *checked.id && k.version == checked.version)
}

/// Who the token stands for in this table, remembered for the table's serial; refused when revoked.
fn place(token: &Token, table: &Table) -> Result<Rc<Caller>, Cause> {
    if let Some((serial, caller)) = &*token.standing.borrow()
        && *serial == table.serial
    {
        return Ok(Rc::clone(caller));
    }
    let access = matches!(token.kind, Kind::Access);
    let subject = Subject {
        jti: token.id.as_deref(),
        client: access.then_some(&token.client),
        // An API key is the application's, whoever has made it.
        user: (!matches!(token.kind, Kind::ApiKey(_))).then_some(&token.user),
        issued_at: token.issued_at,
    };
    if table.revocations.revoked(subject) {
        return Err(Cause::InvalidCredentials);
    }
    let mapping = match token.kind {
        Kind::Access => table.identity.mapping(&token.client, &token.key_manager.name),
        _ => None,
    };
    let application = match &token.kind {
        Kind::Access => mapping.and_then(|m| table.identity.application(m.application)).cloned(),
        // A key goes with its application.
        Kind::ApiKey(terms) => {
            let of = table
                .identity
                .application_of(&terms.application)
                .filter(|a| a.tenant == token.key_manager.tenant);
            Some(of.cloned().ok_or(Cause::InvalidCredentials)?)
        }
        Kind::TestKey(_) => None,
    };
    let user = qualified(&token.user, &token.key_manager.tenant);
    let counters = match &application {
        Some(a) => table.quotas.application(&a.tenant, &a.policy, &a.id, &user),
        None => [None, None],
    };
    let caller = Rc::new(Caller {
        application,
        key_type: mapping.map(|m| m.key_type).or(token.key_type).unwrap_or(KeyType::Production),
        user,
        counters,
    });
    *token.standing.borrow_mut() = Some((table.serial, Rc::clone(&caller)));
    Ok(caller)
}

/// `name@tenant`, as deny conditions and counters name users.
fn qualified(user: &str, tenant: &str) -> Box<str> {
    let named = user.strip_suffix(tenant).is_some_and(|name| name.ends_with('@'));
    if named { user.into() } else { format!("{user}@{tenant}").into() }
}

fn verify(
    worker: &Worker,
    table: &Table,
    api: &Api,
    claimed: Claimed,
    text: &[u8],
    now: i64,
) -> Result<Rc<Token>, Cause> {
    let manager = match claimed {
        Claimed::Access => key_manager(table, api, text),
        Claimed::ApiKey | Claimed::TestKey => {
            table.key_managers.of_tenant(&api.tenant).iter().find(|k| *k.name == *RESIDENT)
        }
    };
    let manager = manager.ok_or(Cause::InvalidCredentials)?;
    let leeway = worker.config.token_leeway_secs;
    worker.metrics.verifications.add(1);
    let now = u64::try_from(now).unwrap_or(0);
    let rules = Rules { leeway_secs: leeway, require_exp: claimed != Claimed::ApiKey, ..Rules::default() };
    let verified = jose::jwt::verify_with(text, &manager.keys, now, &rules).map_err(|reason| {
        tracing::debug!(%reason, api = %api.name, "token refused");
        Cause::InvalidCredentials
    })?;
    token(verified, manager, claimed, leeway).map(Rc::new).ok_or(Cause::InvalidCredentials)
}

/// The key manager whose keys the token is checked with: the tenant's only one, or the one it names as issuer. The
/// issuer is compared again once the signature is known to be good.
fn key_manager<'t>(table: &'t Table, api: &Api, text: &[u8]) -> Option<&'t Arc<KeyManager>> {
    let accepted = api.key_managers.as_deref();
    let mut candidates = table.key_managers.of_tenant(&api.tenant).iter().filter(|k| k.takes(accepted));
    let first = candidates.next()?;
    if candidates.next().is_none() {
        return Some(first);
    }
    let payload = text.split(|b| *b == b'.').nth(1).filter(|p| p.len() <= jose::jws::MAX_TOKEN_LEN)?;
    let claims = Claims::parse(&jose::base64url::decode(payload, "claims").ok()?).ok()?;
    table.key_managers.find(&api.tenant, claims.iss.as_deref()?, accepted)
}

fn token(verified: Verified, manager: &Arc<KeyManager>, claimed: Claimed, leeway: u64) -> Option<Token> {
    let claims = &verified.claims;
    if claims.iss.as_deref() != Some(&*manager.issuer) {
        return None;
    }
    let typ = verified.header.typ.as_deref();
    let kind = match claimed {
        // The same key signs ID tokens (RFC 9068, section 4). What other issuers put there is theirs to decide.
        Claimed::Access if *manager.name != *RESIDENT || typ.is_some_and(is_access_token) => Kind::Access,
        Claimed::ApiKey if typ == Some(API_KEY) => api_key::terms(&verified.payload)?,
        Claimed::TestKey if typ == Some(TEST_KEY) => api_key::tried(&verified.payload)?,
        _ => return None,
    };
    let client = match &*manager.client_claim {
        "azp" => claims.client().map(Box::from),
        "client_id" => claims.client_id.clone(),
        other => verified.claim(other).and_then(|v| v.as_str().map(Box::from)),
    };
    let scopes = match &*manager.scopes_claim {
        "scope" => claims.scopes().map(Box::from).collect(),
        other => verified.claim(other).map(|v| scopes(&v)).unwrap_or_default(),
    };
    let seconds = |s: u64| i64::try_from(s).unwrap_or(i64::MAX);
    Some(Token {
        kind,
        key_manager: Arc::clone(manager),
        user: claims.sub.clone().unwrap_or_default(),
        client: client.unwrap_or_default(),
        id: claims.jti.clone(),
        scopes,
        audiences: claims.aud.clone(),
        expires_at: claims.exp.map_or(i64::MAX, |exp| seconds(exp.saturating_add(leeway))),
        issued_at: claims.iat.map(seconds),
        key_type: claims.keytype.as_deref().and_then(KeyType::parse),
        standing: std::cell::RefCell::default(),
        payload: verified.payload.into(),
    })
}

/// `typ` of an access token (RFC 9068, section 2.1).
fn is_access_token(typ: &str) -> bool {
    let bare = match typ.split_at_checked(12) {
        Some((prefix, rest)) if prefix.eq_ignore_ascii_case("application/") => rest,
        _ => typ,
    };
    bare.eq_ignore_ascii_case("at+jwt")
}

fn scopes(value: &jose::json::Value<'_>) -> Vec<Box<str>> {
    match (value.as_str(), value.as_strings()) {
        (Some(text), _) => text.split_ascii_whitespace().map(Box::from).collect(),
        (None, Some(list)) => list.into_iter().map(Box::from).collect(),
        _ => Vec::new(),
    }
}

/// What depends on the API: its key managers and its audiences.
fn for_api(api: &Api, token: &Token) -> Result<(), Cause> {
    if !token.key_manager.takes(api.key_managers.as_deref()) {
        return Err(Cause::InvalidCredentials);
    }
    if !api.audiences.is_empty() && !api.audiences.iter().any(|a| token.audiences.contains(a)) {
        return Err(Cause::WrongAudience);
    }
    Ok(())
}

/// The kind of the gateway's environment.
fn for_environment(api: &Api, caller: &Caller) -> Result<(), Cause> {
    match (api.environment_kind, caller.key_type) {
        (EnvironmentKind::Sandbox, KeyType::Production) => {
            Err(Cause::WrongKeyForEnvironment("Production Key Provided for Sandbox Gateway"))
        }
        (EnvironmentKind::Production, KeyType::Sandbox) => {
            Err(Cause::WrongKeyForEnvironment("Sandbox Key Provided for Production Gateway"))
        }
        _ => Ok(()),
    }
}

/// Takes the credential out of what the back end gets.
pub fn strip(api: &Api, headers: &mut HeaderMap) {
    headers.remove(&api.credentials.name);
    api_key::strip(api, headers);
}
