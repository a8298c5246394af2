//! What users of API definitions notice: reading, validating, listing, editing and generating.

mod edit;
mod examples;
mod forms;
mod hostile;
mod operations;
mod properties;
mod read;
mod report;
mod schema;
mod validate;

use definition::{Limits, OpenApi};

/// Reads a document that must be readable.
fn document(text: &str) -> OpenApi {
    match OpenApi::parse(text.as_bytes(), &Limits::default()) {
        Ok(document) => document,
        Err(problems) => panic!("{problems:?}\n{text}"),
    }
}

/// Reads a document that must be valid.
fn valid(text: &str) -> OpenApi {
    let document = document(text);
    let errors = document.validate().errors;
    assert!(errors.is_empty(), "{errors:#?}\n{text}");
    document
}

/// The small documents, one per version and notation.
const SMALL: [(&str, &str); 6] = [
    ("v2.json", include_str!("documents/v2.json")),
    ("v2.yaml", include_str!("documents/v2.yaml")),
    ("v3_0.json", include_str!("documents/v3_0.json")),
    ("v3_0.yaml", include_str!("documents/v3_0.yaml")),
    ("v3_1.json", include_str!("documents/v3_1.json")),
    ("v3_1.yaml", include_str!("documents/v3_1.yaml")),
];

fn small(name: &str) -> &'static str {
    SMALL.iter().find(|(known, _)| *known == name).expect("the name of a small document").1
}
