//! Bytes that are no body of any operation.

use bytes::Bytes;
use serde_json::Value;

use super::Case;
use super::verdict::{CANARY, CANARY_NUMBER, Expected};

const JSON: Option<&str> = Some("application/json");
/// Beyond what an operation takes.
const TOO_LARGE: usize = 1024 * 1024 + 1;

/// For an operation whose good body is `good`.
pub fn of(good: &Value, required: bool) -> Vec<Case> {
    let text = good.to_string();
    let whole = if good.is_array() { "{}" } else { "[]" };
    let deep = |open: &str, close: &str| format!("{}1{}", open.repeat(10_000), close.repeat(10_000));
    let mut cases = vec![
        case("a list in place of an object, or the reverse", JSON, whole),
        case("cut off by a character", JSON, &text[..text.len() - 1]),
        case("cut off in the middle", JSON, &text[..text.len() / 2]),
        case("something after it", JSON, &format!("{text} {{}}")),
        case("single quotes", JSON, "{'name': 'x'}"),
        case("deep lists", JSON, &deep("[", "]")),
        case("deep objects", JSON, &deep("{\"a\":", "}")),
        case("deep in an unknown member", JSON, &format!("{{\"unknown\": {}}}", deep("[", "]"))),
        case("another type", Some("text/plain"), &text),
        case("XML", Some("application/xml"), "<a/>"),
        case("a form", Some("application/x-www-form-urlencoded"), "name=x"),
        case("an unreadable type", Some("\u{e9}/json"), &text),
        case("no type and no JSON", None, "{"),
    ];
    for value in [format!("\"{CANARY}\""), CANARY_NUMBER.to_string(), "true".to_owned()] {
        let mut case = case("a value in place of an object", JSON, &value);
        case.expected.secret = true;
        cases.push(case);
    }
    if required {
        cases.push(case("nothing", JSON, ""));
        cases.push(case("nothing, of no type", None, ""));
        cases.push(case("null", JSON, "null"));
    }
    let mut bytes = |what: &str, bytes: Vec<u8>| {
        let mut case = case(what, JSON, "");
        case.bytes = Bytes::from(bytes);
        cases.push(case);
    };
    bytes("no UTF-8", b"\xff\xfe{\0}\0".to_vec());
    bytes("no UTF-8 in a text", b"{\"name\": \"\xff\"}".to_vec());
    bytes("a byte order mark", [b"\xef\xbb\xbf", text.as_bytes()].concat());
    bytes("too large", [vec![b' '; TOO_LARGE], text.clone().into_bytes()].concat());
    cases
}

fn case(what: &str, media: Option<&str>, body: &str) -> Case {
    Case {
        what: what.to_owned(),
        media: media.map(str::to_owned),
        bytes: Bytes::copy_from_slice(body.as_bytes()),
        expected: Expected::refusal(),
    }
}
