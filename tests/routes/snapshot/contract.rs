//! Every operation we document is one of the public contract, with its scopes.

use std::collections::{BTreeMap, BTreeSet};

use super::documents;
use crate::app::App;

/// Operations that the contract of 4.5 does not have, each with the reason why we do.
const FURTHER: &[(&str, &str, &str)] = &[
    (
        "DELETE",
        "/api/am/devportal/v3/applications/{applicationId}/oauth-keys/{keyMappingId}",
        "WSO2 has it too; its contract leaves it out",
    ),
    (
        "POST",
        "/api/am/devportal/v3/applications/{applicationId}/oauth-keys/{keyMappingId}/generate-secret",
        "of the contract after it: a secret is replaced without a moment in which none works",
    ),
    (
        "GET",
        "/api/am/devportal/v3/applications/{applicationId}/oauth-keys/{keyMappingId}/secrets",
        "of the contract after it: likewise",
    ),
    (
        "POST",
        "/api/am/devportal/v3/applications/{applicationId}/oauth-keys/{keyMappingId}/revoke-secret",
        "of the contract after it: likewise",
    ),
    (
        "GET",
        "/api/am/admin/v4/environments/{environmentId}/gateways",
        "of the contract after it: which gateways a deployment waits for",
    ),
    (
        "GET",
        "/api/am/devportal/v3/applications/{applicationId}/api-keys/{keyType}",
        "of the contract after it: whoever revokes a key must see which there are",
    ),
    (
        "POST",
        "/api/am/devportal/v3/applications/{applicationId}/api-keys/{keyType}/regenerate",
        "of the contract after it: a key is replaced with its restrictions",
    ),
];

/// Operations that other scopes open than in the contract: ours, and why.
const OTHER_SCOPES: &[(&str, &str, &[&str], &str)] = &[(
    "GET",
    "/api/am/devportal/v3/settings",
    &["apim:store_settings", "apim:subscribe"],
    "open to everybody: a developer signed in without apim:store_settings must not be worse off",
)];

/// Base paths of surfaces that have a contract.
const UNDER_CONTRACT: &[&str] = &["/api/am/publisher/v4", "/api/am/devportal/v3", "/api/am/admin/v4"];

type Operations = BTreeMap<(String, String), BTreeSet<String>>;

#[tokio::test]
async fn every_operation_is_one_of_the_contract_with_its_scopes() {
    let (now, next) = (contract("4.5"), contract("next"));
    let ours = ours(&App::start().await);
    let mut wrong = Vec::new();
    for ((method, path), scopes) in &ours {
        let key = (method.clone(), nameless(path));
        let Some(theirs) = now.get(&key) else {
            let reason = FURTHER.iter().find(|(m, p, _)| m == method && p == path);
            let later = if next.contains_key(&key) { "in `next` only" } else { "in no version" };
            if reason.is_none() {
                wrong.push(format!("{method} {path} is {later} of the contract: give a reason in FURTHER"));
            }
            continue;
        };
        let excused = OTHER_SCOPES.iter().find(|(m, p, ..)| m == method && p == path);
        let expected: BTreeSet<String> = match excused {
            Some((.., scopes, _)) => scopes.iter().map(|s| (*s).to_owned()).collect(),
            None => theirs.clone(),
        };
        if *scopes != expected {
            wrong.push(format!("{method} {path}: scopes {scopes:?}, expected {expected:?}"));
        } else if excused.is_some() && *scopes == *theirs {
            wrong.push(format!("{method} {path} differs no longer: take it from OTHER_SCOPES"));
        }
    }
    let stale = FURTHER.iter().filter(|(m, p, _)| !ours.contains_key(&((*m).to_owned(), (*p).to_owned())));
    wrong.extend(stale.map(|(m, p, _)| format!("{m} {p} is not there any more: take it from FURTHER")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    println!("{} operations are of the contract, {} further", ours.len() - FURTHER.len(), FURTHER.len());
}

/// So that nothing of the contract is simply not found.
#[tokio::test]
async fn every_operation_of_the_contract_is_served_or_says_that_it_is_not_there() {
    let ours = ours(&App::start().await);
    let ours: BTreeSet<_> = ours.keys().map(|(method, path)| (method.clone(), nameless(path))).collect();
    let mut absent = BTreeSet::new();
    for (name, base) in ["publisher", "devportal", "admin"].into_iter().zip(UNDER_CONTRACT) {
        let rows = rest::absent::of(name, base);
        absent.extend(rows.into_iter().map(|o| (o.method.to_owned(), nameless(&o.path))));
    }
    let theirs: BTreeSet<_> = contract("4.5").into_keys().collect();
    let theirs: BTreeSet<_> =
        theirs.into_iter().filter(|(_, p)| UNDER_CONTRACT.iter().any(|base| p.starts_with(base))).collect();
    let forgotten: Vec<_> = theirs.iter().filter(|o| !ours.contains(*o) && !absent.contains(*o)).collect();
    assert!(forgotten.is_empty(), "neither served nor in rest::absent: {forgotten:#?}");
    let stale: Vec<_> = absent.iter().filter(|o| ours.contains(*o) || !theirs.contains(*o)).collect();
    assert!(stale.is_empty(), "served by now: take them from rest::absent: {stale:#?}");
}

/// Method and path, and the scopes any one of which opens the operation.
fn ours(app: &App) -> Operations {
    let mut all = Operations::new();
    for (_, document) in documents(app) {
        for (path, item) in document["paths"].as_object().expect("paths") {
            if !UNDER_CONTRACT.iter().any(|base| path.starts_with(base)) {
                continue;
            }
            for (method, operation) in item.as_object().expect("operations") {
                let scopes = testkit::contract::scopes(operation);
                all.insert((method.to_uppercase(), path.clone()), scopes);
            }
        }
    }
    all
}

fn contract(version: &str) -> Operations {
    let operations = testkit::contract::operations(version).expect("contracts");
    operations.into_iter().map(|o| ((o.method, nameless(&o.path)), o.scopes)).collect()
}

/// A path whose parameters have no names: they differ between versions of the contract.
pub fn nameless(path: &str) -> String {
    let segments = path.trim_end_matches('/').split('/');
    segments.map(|s| if s.starts_with('{') { "{}" } else { s }).collect::<Vec<_>>().join("/")
}
