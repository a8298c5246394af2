//! Who calls: a bearer token (RFC 6750) that a key manager of the API's tenant has signed.

use std::rc::Rc;
use std::sync::Arc;

use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderValue};
use jose::{Claims, Verified};
use model::application::KeyType;
use model::key::RESIDENT;

use crate::refusal::Cause;
use crate::table::api::EnvironmentKind;
use crate::table::key_managers::KeyManager;
use crate::table::revocations::Subject;
use crate::table::{Api, Operation, Table};
use crate::token::{Caller, Token};
use crate::worker::Worker;

/// A good token and who it stands for.
pub struct Identity {
    pub token: Rc<Token>,
    pub caller: Rc<Caller>,
}

/// Who calls; `None` for an operation that needs no credential.
pub fn caller(
    worker: &Worker,
    table: &Table,
    api: &Api,
    operation: &Operation,
    headers: &HeaderMap,
) -> Result<Option<Identity>, Cause> {
    if operation.open {
        return Ok(None);
    }
    let text = bearer(api, headers)?;
    let now = worker.ambient.clock.now().secs();
    let cached = worker.tokens.borrow_mut().get(text).filter(|t| same_keys(t, table, api));
    let token = if let Some(token) = cached {
        token
    } else {
        let token = verify(worker, table, api, text, now)?;
        worker.tokens.borrow_mut().put(text, Rc::clone(&token));
        token
    };
    if now >= token.expires_at {
        worker.tokens.borrow_mut().remove(text);
        return Err(Cause::InvalidCredentials);
    }
    let caller = place(&token, table)?;
    for_api(api, &token, &caller)?;
    Ok(Some(Identity { token, caller }))
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
    present.any(|k| k.enabled && *k.id == *checked.id && k.version == checked.version)
}

/// Who the token stands for in this table, remembered for the table's serial; refused when revoked.
fn place(token: &Token, table: &Table) -> Result<Rc<Caller>, Cause> {
    if let Some((serial, caller)) = &*token.standing.borrow()
        && *serial == table.serial
    {
        return Ok(Rc::clone(caller));
    }
    let subject = Subject {
        jti: token.id.as_deref(),
        client: Some(&token.client),
        user: Some(&token.user),
        issued_at: token.issued_at,
    };
    if table.revocations.revoked(subject) {
        return Err(Cause::InvalidCredentials);
    }
    let mapping = table.identity.mapping(&token.client, &token.key_manager.name);
    let application = mapping.and_then(|m| table.identity.application(m.application)).cloned();
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

fn verify(worker: &Worker, table: &Table, api: &Api, text: &[u8], now: i64) -> Result<Rc<Token>, Cause> {
    let manager = key_manager(table, api, text).ok_or(Cause::InvalidCredentials)?;
    let leeway = worker.config.token_leeway_secs;
    worker.metrics.verifications.add(1);
    let now = u64::try_from(now).unwrap_or(0);
    let verified = jose::verify_compact(text, &manager.keys, now, leeway).map_err(|reason| {
        tracing::debug!(%reason, api = %api.name, "token refused");
        Cause::InvalidCredentials
    })?;
    token(verified, manager, leeway).map(Rc::new).ok_or(Cause::InvalidCredentials)
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

fn token(verified: Verified, manager: &Arc<KeyManager>, leeway: u64) -> Option<Token> {
    let claims = &verified.claims;
    if claims.iss.as_deref() != Some(&*manager.issuer) {
        return None;
    }
    // The same key signs ID tokens (RFC 9068, section 4). What other issuers put there is theirs to decide.
    if *manager.name == *RESIDENT && !verified.header.typ.as_deref().is_some_and(is_access_token) {
        return None;
    }
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
        key_manager: Arc::clone(manager),
        user: claims.sub.clone().unwrap_or_default(),
        client: client.unwrap_or_default(),
        id: claims.jti.clone(),
        scopes,
        audiences: claims.aud.clone(),
        expires_at: seconds(claims.exp?.saturating_add(leeway)),
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

/// What depends on the API: its key managers, its audiences, the kind of its environment.
fn for_api(api: &Api, token: &Token, caller: &Caller) -> Result<(), Cause> {
    if !token.key_manager.takes(api.key_managers.as_deref()) {
        return Err(Cause::InvalidCredentials);
    }
    if !api.audiences.is_empty() && !api.audiences.iter().any(|a| token.audiences.contains(a)) {
        return Err(Cause::WrongAudience);
    }
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
pub fn strip(api: &Api, headers: &mut HeaderMap) -> Option<HeaderValue> {
    headers.remove(&api.credentials.name)
}
