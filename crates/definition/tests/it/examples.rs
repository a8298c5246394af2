//! Documents of others, where they are at hand: set `TURNPIKE_OAS_EXAMPLES` to a folder of them.

use std::path::{Path, PathBuf};

use definition::{Limits, OpenApi, OperationSpec};

#[test]
fn documents_in_a_folder_are_valid() {
    let Some(folder) = std::env::var_os("TURNPIKE_OAS_EXAMPLES") else {
        println!("skipped: TURNPIKE_OAS_EXAMPLES names no folder of OpenAPI documents");
        return;
    };
    let mut files = Vec::new();
    collect(Path::new(&folder), &mut files);
    files.sort();
    let mut refused = Vec::new();
    let (mut read, mut warnings) = (0, 0);
    for file in &files {
        let bytes = std::fs::read(file).expect("a readable file");
        match OpenApi::parse(&bytes, &Limits::default()) {
            Err(problems) => refused.push(format!("{}: {}", file.display(), problems[0])),
            Ok(document) => {
                let outcome = document.validate();
                refused.extend(outcome.errors.iter().map(|error| format!("{}: {error}", file.display())));
                warnings += outcome.warnings.len();
                read += 1;
                assert_eq!(document.text().as_bytes(), bytes);
                edits_hold(&document, file);
            }
        }
    }
    println!("{read} documents read, {warnings} warnings");
    assert!(
        refused.is_empty(),
        "{} problems in {} files:\n{}",
        refused.len(),
        files.len(),
        refused.join("\n")
    );
}

fn edits_hold(document: &OpenApi, file: &Path) {
    let file = file.display();
    let mut specs: Vec<OperationSpec> = document.operations().iter().map(OperationSpec::from).collect();
    for spec in &mut specs {
        spec.throttling_policy.get_or_insert("Unlimited".into());
    }
    let managed = document.with_operations(&specs, &document.scopes());
    let again: Vec<OperationSpec> = managed.operations().iter().map(OperationSpec::from).collect();
    assert_eq!(again, specs, "{file}");
    let errors = managed.validate().errors;
    assert!(errors.len() <= document.validate().errors.len(), "{file}: {errors:?}");
    for text in [managed.to_json(), managed.to_yaml()] {
        let reread = OpenApi::parse(text.as_bytes(), &Limits::stored()).expect("what we write we read");
        assert_eq!(reread.root(), managed.root(), "{file}");
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path
            .extension()
            .is_some_and(|ext| ["json", "yaml", "yml"].iter().any(|known| ext == *known))
        {
            files.push(path);
        }
    }
}
