//! Credentials that must not open anything.

use std::collections::BTreeSet;

use control::key::ACCESS_TOKEN;
use model::tenant::TenantDomain;
use serde_json::{Value, json};

use super::operation::Operation;
use crate::app::{App, User};

/// A bad credential: what is wrong with it, and the client that presents it.
pub struct Bad {
    pub what: &'static str,
    pub user: User,
}

/// Credentials that are no good at any operation. Each would be the administrator's, with every scope, were it not
/// for the one thing that is wrong with it.
pub async fn bad(app: &App, tenant: &str, scopes: &BTreeSet<String>) -> Vec<Bad> {
    let all = scopes.iter().cloned().collect::<Vec<_>>().join(" ");
    let (user, good) = app.claims("admin", &all).await;
    let now = app.control.ambient().now().secs();
    let changed = |changes: &[(&str, Value)]| {
        let mut claims = good.clone();
        for (name, value) in changes {
            claims[*name] = value.clone();
        }
        claims
    };
    let other = TenantDomain::parse(tenant).expect("a domain");
    let old = [("iat", json!(now - 7_200)), ("nbf", json!(now - 7_200)), ("exp", json!(now - 3_600))];
    let cases = [
        ("expired", &user.tenant, ACCESS_TOKEN, changed(&old)),
        ("not yet valid", &user.tenant, ACCESS_TOKEN, changed(&[("nbf", json!(now + 3_600))])),
        ("foreign issuer", &user.tenant, ACCESS_TOKEN, changed(&[("iss", json!("https://elsewhere/token"))])),
        ("another tenant's key", &other, ACCESS_TOKEN, changed(&[])),
        (
            "another tenant's token for this user",
            &other,
            ACCESS_TOKEN,
            changed(&[("iss", json!(app.control.issuer(&other)))]),
        ),
        ("ID token", &user.tenant, "JWT", changed(&[])),
        ("unknown user", &user.tenant, ACCESS_TOKEN, changed(&[("sub", json!("nobody@carbon.super"))])),
        (
            "unknown client",
            &user.tenant,
            ACCESS_TOKEN,
            changed(&[("client_id", json!("c")), ("azp", json!("c"))]),
        ),
    ];
    let mut bad = Vec::new();
    let bearer = |token: &str| app.with(Some(format!("Bearer {token}")));
    for (what, signer, typ, claims) in cases {
        let token = app.control.sign(signer, typ, &claims, now + 3_600).await.expect("a token");
        bad.push(Bad { what, user: bearer(&token) });
    }
    let token = app.control.sign(&user.tenant, ACCESS_TOKEN, &good, now + 3_600).await.expect("a token");
    let (head, signature) = token.rsplit_once('.').expect("a JWS");
    let forged = |signature: &str| bearer(&format!("{head}.{signature}"));
    bad.push(Bad { what: "no signature", user: forged("") });
    let swapped: String = signature.chars().rev().collect();
    bad.push(Bad { what: "wrong signature", user: forged(&swapped) });
    let revoked = changed(&[("jti", json!("revoked-by-the-test"))]);
    let revoked = app.control.sign(&user.tenant, ACCESS_TOKEN, &revoked, now + 3_600).await.expect("a token");
    let resident = app.control.resident().expect("connected");
    resident.revoke(&user.tenant, &revoked).await.expect("revoked");
    bad.push(Bad { what: "revoked", user: bearer(&revoked) });
    bad.push(Bad { what: "garbage", user: bearer("garbage") });
    bad.push(Bad { what: "empty token", user: bearer("") });
    bad.push(Bad { what: "unknown scheme", user: app.with(Some(format!("Token {token}"))) });
    bad
}

/// A token of the administrator with every scope but those that open the operation; `None` where any token does.
pub async fn wrong_scope(app: &App, operation: &Operation, all: &BTreeSet<String>) -> Option<User> {
    let needed = operation.needs.scopes.as_ref().filter(|s| !s.is_empty())?;
    let others: Vec<_> = all.difference(needed).cloned().collect();
    Some(app.as_user("admin", &others.join(" ")).await)
}

/// Every scope that any operation names.
pub fn all_scopes(operations: &[Operation]) -> BTreeSet<String> {
    operations.iter().filter_map(|o| o.needs.scopes.as_ref()).flatten().cloned().collect()
}
