//! Published JOSE vectors (Wycheproof): 649 cases, read from beside the repository.
//!
//! An invalid case that is accepted is a forgery and fails the test. A valid case that is refused
//! must be on the list below with its reason, and a case on the list that is accepted fails too.

use std::path::{Path, PathBuf};

use serde_json::Value;

#[path = "vectors/decide.rs"]
mod decide;

/// Valid cases we refuse, by file and case, and why.
const REFUSED_BY_POLICY: &[(&str, &[u64], &str)] = &[
    (
        "signature",
        &[346, 350],
        "the key declares PS256 and the token is PS384: a key is for the algorithm it declares",
    ),
    ("signature", &[347, 351], "the key declares ES521, which is no registered algorithm (ES512 is)"),
    (
        "signature",
        &[372, 373],
        "a character outside the base64url alphabet in the token (RFC 7515 §2 forbids it)",
    ),
    (
        "encryption",
        &[100, 101, 102, 103, 104, 105, 112, 128],
        "RSA1_5: open to padding oracles (RFC 8725 §3.2)",
    ),
    ("encryption", &[135], "zip: decompression lets a small token cost much memory"),
];

/// Invalid cases that are byte for byte the same token and key as a valid one (357): their
/// padding was lost when the vectors were published, so no implementation can tell them apart.
const SAME_AS_A_VALID_CASE: &[(&str, &[u64])] = &[("signature", &[367, 370])];

fn listed(list: &[(&str, &[u64])], file: &str, case: u64) -> bool {
    list.iter().any(|(name, cases)| *name == file && cases.contains(&case))
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|folder| folder.join("shared/vectors/jose"))
        .find(|folder| folder.is_dir())
        .expect("shared/vectors/jose beside the repository")
}

/// Whether the group has a valid case with the same token, and so the same key.
fn has_valid_twin(group: &Value, case: &Value) -> bool {
    group["tests"]
        .as_array()
        .unwrap()
        .iter()
        .any(|other| other["result"] == "valid" && other["jws"] == case["jws"])
}

#[derive(Default, Debug)]
struct Counts {
    cases: usize,
    valid_accepted: usize,
    valid_refused: usize,
    invalid_refused: usize,
    same_as_valid: usize,
}

fn run(file: &str) -> Counts {
    let path = folder().join(format!("json_web_{file}_test.json"));
    let document: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let policy: Vec<_> = REFUSED_BY_POLICY.iter().map(|(file, cases, _)| (*file, *cases)).collect();
    let mut counts = Counts::default();
    let mut wrong = Vec::new();
    for group in document["testGroups"].as_array().unwrap() {
        for case in group["tests"].as_array().unwrap() {
            let id = case["tcId"].as_u64().unwrap();
            counts.cases += 1;
            let outcome = decide::decide(group, case);
            let valid = case["result"] == "valid";
            match (valid, &outcome) {
                (true, Ok(())) if !listed(&policy, file, id) => counts.valid_accepted += 1,
                (true, Err(_)) if listed(&policy, file, id) => counts.valid_refused += 1,
                (false, Err(_)) => counts.invalid_refused += 1,
                (false, Ok(())) if listed(SAME_AS_A_VALID_CASE, file, id) => {
                    assert!(has_valid_twin(group, case), "{file} {id}");
                    counts.same_as_valid += 1;
                }
                _ => wrong.push(format!("{file} {id} {}: {outcome:?}", case["comment"])),
            }
        }
    }
    println!("{file}: {counts:?}");
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(counts.cases as u64, document["numberOfTests"].as_u64().unwrap());
    counts
}

#[test]
fn no_forgery_is_accepted_and_no_valid_token_refused_without_reason() {
    let counts = ["crypto", "encryption", "key", "signature"].map(run);
    let total = |field: fn(&Counts) -> usize| counts.iter().map(field).sum::<usize>();
    println!(
        "{} cases: {} valid accepted, {} valid refused by policy, {} invalid refused, \
         {} marked invalid but identical to a valid case",
        total(|c| c.cases),
        total(|c| c.valid_accepted),
        total(|c| c.valid_refused),
        total(|c| c.invalid_refused),
        total(|c| c.same_as_valid),
    );
    assert_eq!(total(|c| c.cases), 649);
    assert_eq!(total(|c| c.valid_refused), 15);
    assert_eq!(total(|c| c.same_as_valid), 2);
}
