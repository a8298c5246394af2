//! `multipart/form-data`.

use bytes::Bytes;
use serde_json::{Value, json};

use super::tolerated::{FORMS, Tolerated};
use super::verdict::{Expected, OF_BODY};
use super::{Case, Trial, mutation};
use crate::authorisation::World;
use crate::authorisation::fixture::Fixture;
use crate::authorisation::operation::Operation;
use crate::authorisation::payload::{BOUNDARY, Form, Payload, payload};
use crate::authorisation::place::place;

/// More than any form may have.
const TOO_LARGE: usize = 13 * 1024 * 1024;

#[tokio::test]
async fn every_operation_refuses_broken_forms() {
    let world = World::start().await;
    let mut trial = Trial::new(&world.app, Tolerated::new(FORMS));
    for (number, operation) in world.operations.iter().enumerate() {
        let fixture = Fixture::make(&world.app, "carbon.super", &format!("Own{number}")).await;
        let Payload::Form(form) = payload(operation, &fixture, &format!("Made{number}")) else { continue };
        let place = place(operation, &fixture).expect("the super tenant may have everything");
        let caller = world.rightful(operation, &fixture).await;
        let mut cases = broken(&form);
        cases.extend(parts(&form));
        cases.extend(contents(operation, &form));
        trial.run(operation, &place.path, &caller, cases).await;
    }
    trial.finish("forms");
}

fn case(what: &str, media: &str, bytes: impl Into<Bytes>) -> Case {
    Case {
        what: what.to_owned(),
        media: Some(media.to_owned()),
        bytes: bytes.into(),
        expected: Expected::refusal(),
    }
}

fn media() -> String {
    format!("multipart/form-data; boundary={BOUNDARY}")
}

/// What is no form.
fn broken(form: &Form) -> Vec<Case> {
    let good = form.bytes();
    let many: String = (0..100).map(|i| part(&format!("name=\"p{i}\""), "x")).collect();
    vec![
        case("no boundary", "multipart/form-data", good.clone()),
        case("another boundary", "multipart/form-data; boundary=another", good.clone()),
        case("JSON", "application/json", "{}"),
        case("a type that is none", "form", good.clone()),
        case("nothing", &media(), ""),
        case("no part", &media(), format!("--{BOUNDARY}--\r\n")),
        case("cut off", &media(), good[..good.len() / 2].to_vec()),
        case("without its end", &media(), good[..good.len() - BOUNDARY.len() - 6].to_vec()),
        case("a part without a name", &media(), whole(&part("x=\"y\"", "x"))),
        case("a part whose name is no text", &media(), {
            let mut bytes = whole(&part("name=\"@\"", "x")).into_bytes();
            bytes.iter_mut().filter(|b| **b == b'@').for_each(|b| *b = 0xff);
            bytes
        }),
        case("a head without end", &media(), whole(&part(&format!("name=\"{}\"", "x".repeat(100_000)), "x"))),
        case("a hundred parts", &media(), whole(&many)),
    ]
}

fn part(disposition: &str, content: &str) -> String {
    format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n{content}\r\n")
}

fn whole(parts: &str) -> String {
    format!("{parts}--{BOUNDARY}--\r\n")
}

/// Each part missing, and each too large.
fn parts(form: &Form) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut add = |what: &str, name: &str, form: &Form, expected: Expected| {
        let what = format!("{name}: {what}");
        cases.push(Case { what, media: Some(media()), bytes: form.bytes().into(), expected });
    };
    for at in 0..form.fields.len() {
        let name = form.fields[at].0;
        let mut changed = form.clone();
        changed.fields.remove(at);
        add("missing", name, &changed, Expected::naming(name));
        let mut changed = form.clone();
        changed.fields[at].1 = " ".repeat(TOO_LARGE);
        add("too large", name, &changed, Expected::of(&[413]));
    }
    if let Some((name, file, _)) = form.file {
        let without = Form { file: None, ..form.clone() };
        add("missing", name, &without, Expected::naming(name));
        let large = Form { file: Some((name, file, vec![b' '; TOO_LARGE])), ..form.clone() };
        add("too large", name, &large, Expected::of(&[413]));
    }
    cases
}

/// Contents that nobody wants.
fn contents(operation: &Operation, form: &Form) -> Vec<Case> {
    let deep = |open: &str, close: &str| format!("{}1{}", open.repeat(10_000), close.repeat(10_000));
    let mut aliases = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (this, last) in
        ["b", "c", "d", "e", "f", "g", "h", "i"].into_iter().zip(["a", "b", "c", "d", "e", "f", "g", "h"])
    {
        let items = vec![format!("*{last}"); 9].join(", ");
        aliases.extend([this, ": &", this, " [", &items, "]\n"]);
    }
    let bad: Vec<(&str, Vec<u8>)> = vec![
        ("empty", Vec::new()),
        ("no text", b"\xff\xfe\0\x01".to_vec()),
        ("cut off", b"{\"openapi\": \"3.0.1\",".to_vec()),
        ("a list", b"[]".to_vec()),
        ("a number", b"7".to_vec()),
        ("deep lists", deep("[", "]").into_bytes()),
        ("deep objects", deep("{\"a\":", "}").into_bytes()),
        ("a bomb of aliases", aliases.into_bytes()),
        ("entities", b"<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]><x>&y;</x>".to_vec()),
    ];
    let mut cases = Vec::new();
    let mut add = |what: String, form: &Form, expected: Expected| {
        cases.push(Case { what, media: Some(media()), bytes: form.bytes().into(), expected });
    };
    for (what, content) in &bad {
        if let Some((name, file, _)) = form.file {
            let changed = Form { file: Some((name, file, content.clone())), ..form.clone() };
            add(format!("{name}: {what}"), &changed, Expected::of(OF_BODY));
        }
    }
    for at in 0..form.fields.len() {
        let name = form.fields[at].0;
        for (what, content) in bad.iter().filter_map(|(w, c)| Some((w, std::str::from_utf8(c).ok()?))) {
            let mut changed = form.clone();
            content.clone_into(&mut changed.fields[at].1);
            add(format!("{name}: {what}"), &changed, Expected::of(OF_BODY));
        }
        // What a field says about an API is as wrong there as in a body of its own.
        if let (true, Ok(good)) =
            (name == "additionalProperties", serde_json::from_str::<Value>(&form.fields[at].1))
        {
            let schema = json!({"$ref": "#/components/schemas/API"});
            for case in mutation::of(operation, &schema, &good) {
                let mut changed = form.clone();
                changed.fields[at].1 = String::from_utf8_lossy(&case.bytes).into_owned();
                add(format!("{name}{}", case.what), &changed, case.expected);
            }
        }
    }
    cases
}
