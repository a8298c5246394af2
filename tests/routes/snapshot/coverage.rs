//! `docs/reference/rest-coverage.md`: which operations of the public contracts are served, and which answer 501.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use testkit::contract::{EVERY, of_file};

use super::contract::nameless;
use super::{UPDATE, difference, documents};
use crate::app::App;

const PAGE: &str = "docs/reference/rest-coverage.md";
const HEAD: &str = "# Coverage of the REST APIs

Every operation of WSO2 API Manager 4.5's public REST contracts, and what this version does with it. What is not there
answers 501 with the reason below, never 404. A test makes this page from the contracts and the server, and fails when
it is stale: `TURNPIKE_UPDATE=1 cargo test -p turnpike-tests --test routes coverage` writes it.
";

/// Method and nameless path.
type Name = (String, String);

#[derive(Default)]
struct Ours {
    served: BTreeSet<Name>,
    absent: BTreeMap<Name, String>,
}

/// What the server says of itself.
fn ours(app: &App) -> Ours {
    let mut ours = Ours::default();
    for (_, document) in documents(app) {
        for (path, item) in document["paths"].as_object().expect("paths") {
            for method in item.as_object().expect("operations").keys() {
                ours.served.insert((method.to_uppercase(), nameless(path)));
            }
        }
    }
    for (name, base, _) in EVERY {
        for o in rest::absent::of(name, base) {
            ours.absent.insert((o.method.to_owned(), nameless(&o.path)), o.what.to_owned());
        }
    }
    // On listeners of its own.
    for (method, path, absent) in gateway::desk::OPERATIONS {
        let key = (method.to_owned(), nameless(&format!("{}{path}", gateway::desk::BASE)));
        match absent {
            Some(what) => drop(ours.absent.insert(key, what.to_owned())),
            None => drop(ours.served.insert(key)),
        }
    }
    ours
}

/// The page; operations that are neither served nor said to be absent go to `forgotten`.
fn page(ours: &Ours, forgotten: &mut Vec<String>) -> String {
    let mut summary =
        String::from("\n| API | base path | operations | work | answer 501 |\n|---|---|---|---|---|\n");
    let mut tables = String::new();
    let mut total = (0, 0);
    for (name, base, file) in EVERY {
        let mut all = of_file("4.5", base, file).expect("the contract");
        all.sort_by(|a, b| (&a.path, &a.method).cmp(&(&b.path, &b.method)));
        let mut works = 0;
        let mut rows = String::new();
        for operation in &all {
            let key = (operation.method.clone(), nameless(&operation.path));
            let label = format!("{} {}", operation.method, &operation.path[base.len()..]);
            let standing = if ours.served.contains(&key) {
                works += 1;
                "works".to_owned()
            } else if let Some(what) = ours.absent.get(&key) {
                format!("501: {what}")
            } else {
                forgotten.push(format!("{} {}", operation.method, operation.path));
                continue;
            };
            let _ = writeln!(rows, "| `{label}` | {standing} |");
        }
        total = (total.0 + all.len(), total.1 + works);
        let left = all.len() - works;
        let _ = writeln!(summary, "| {name} | `{base}` | {} | {works} | {left} |", all.len());
        let _ = write!(
            tables,
            "\n## {name}\n\n`{base}`: {} operations, {works} work, {left} answer 501.\n\n\
            | operation | |\n|---|---|\n{rows}",
            all.len()
        );
    }
    let _ = writeln!(summary, "| **all** | | {} | {} | {} |", total.0, total.1, total.0 - total.1);
    format!("{HEAD}{summary}{tables}")
}

#[tokio::test]
async fn the_page_of_what_is_covered_is_as_the_server_is() {
    let mut forgotten = Vec::new();
    let text = page(&ours(&App::start().await), &mut forgotten);
    assert!(forgotten.is_empty(), "neither served nor in rest::absent: {forgotten:#?}");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests are in the tree").join(PAGE);
    if std::env::var_os(UPDATE).is_some() {
        return std::fs::write(&path, text).expect("the page can be written");
    }
    let before = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(before == text, "{PAGE} is stale: {}; write it anew: {UPDATE}=1", difference(&before, &text));
}

/// What the page says of operations that are not there is what they answer.
#[tokio::test]
async fn what_is_not_there_says_so() {
    let app = App::start().await;
    let root = app.as_user("admin", "apim:admin").await;
    let (mut tried, mut wrong) = (0, Vec::new());
    for (name, base, _) in EVERY {
        for operation in rest::absent::of(name, base) {
            tried += 1;
            let path: Vec<_> =
                operation.path.split('/').map(|s| if s.starts_with('{') { "x" } else { s }).collect();
            let method = operation.method.parse().expect("a method");
            let answer = root.send_unchecked(&method, &path.join("/"), None, &[], bytes::Bytes::new()).await;
            let said = String::from_utf8_lossy(&answer.body).into_owned();
            // An answer to HEAD has no body.
            if answer.status != 501 || operation.method != "HEAD" && !said.contains(operation.what) {
                wrong.push(format!("{} {}: {} {said}", operation.method, operation.path, answer.status));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    println!("{tried} operations say that they are not there");
}
