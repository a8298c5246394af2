use definition::{Format, Limits, OpenApi, Version};
use serde_json::{Value, json};

use crate::{SMALL, document, small, valid};

#[test]
fn every_version_in_both_notations_is_valid() {
    for (name, text) in SMALL {
        let document = valid(text);
        let (version, notation) = name.split_once('.').unwrap();
        let format = if notation == "json" { Format::Json } else { Format::Yaml };
        let family = match version {
            "v2" => Version::V2,
            "v3_0" => Version::V3_0,
            _ => Version::V3_1,
        };
        assert_eq!((document.version(), document.format()), (family, format), "{name}");
    }
}

#[test]
fn text_is_kept_byte_for_byte() {
    let odd = "\u{feff}\r\n{ \"openapi\" :\t\"3.0.0\",\r\n\"info\":{\"title\":\"\\u00e9\",\"version\":\"1e0\"} , \"paths\":{} }\n\n";
    for text in SMALL.map(|(_, text)| text).into_iter().chain([odd]) {
        assert_eq!(document(text).text(), text);
    }
}

#[test]
fn both_notations_say_the_same() {
    for version in ["v2", "v3_0", "v3_1"] {
        let json = document(small(&format!("{version}.json")));
        let yaml = document(small(&format!("{version}.yaml")));
        assert_eq!(json.root(), yaml.root(), "{version}");
        assert_eq!(document(&json.to_yaml()).root(), json.root(), "{version}");
        assert_eq!(document(&yaml.to_json()).root(), json.root(), "{version}");
    }
}

#[test]
fn versions_are_told_apart() {
    for (text, version) in [
        ("swagger: '2.0'", Ok("2.0")),
        ("swagger: 2.0", Ok("2.0")),
        ("openapi: 3.0.1", Ok("3.0.1")),
        ("openapi: 3.0", Ok("3.0")),
        ("openapi: 3.1.1", Ok("3.1.1")),
        ("openapi: 3.2.0", Err("/openapi")),
        ("openapi: 3.10.0", Err("/openapi")),
        ("openapi: 4.0.0", Err("/openapi")),
        ("openapi: [3]", Err("/openapi")),
        ("swagger: '1.2'", Err("/swagger")),
        ("asyncapi: 2.0.0", Err("")),
        ("[]", Err("")),
        ("just text", Err("")),
    ] {
        let parsed = OpenApi::parse(text.as_bytes(), &Limits::default());
        let outcome = parsed.map(|d| d.version_text()).map_err(|problems| problems[0].pointer.clone());
        assert_eq!(outcome.as_deref().map_err(String::as_str), version, "{text}");
    }
}

#[test]
fn yaml_as_people_write_it() {
    let text = "
openapi: 3.0.0
info: &info
  title: 'A'
  version: 1.10
  x-date: 2024-01-31
  x-yes: yes
  x-tagged: !!str 12
  x-empty:
  ? x-explicit
  : here
base: &base {a: 1, b: 2}
derived: {<<: *base, b: 3}
several: {<<: [*base, {c: 4}]}
200: number name
again: *base
folded: >
  two
  lines
paths: {}
";
    let expected = json!({
        "openapi": "3.0.0",
        "info": {"title": "A", "version": 1.1, "x-date": "2024-01-31", "x-yes": "yes", "x-tagged": "12",
                 "x-empty": null, "x-explicit": "here"},
        "base": {"a": 1, "b": 2},
        "derived": {"b": 3, "a": 1},
        "several": {"a": 1, "b": 2, "c": 4},
        "200": "number name",
        "again": {"a": 1, "b": 2},
        "folded": "two lines\n",
        "paths": {},
    });
    assert_eq!(Value::Object(document(text).root().clone()), expected);
}
