//! Writes YAML in block style. Quotes whatever YAML 1.1 or 1.2 could read as something other than the
//! text it is, and escapes what they break lines at, so that any reader gives back the same tree.

use std::fmt::Write as _;

use serde_json::{Map, Number, Value};

use super::scalar;

/// Names longer than this need the explicit form (YAML 1.2.2 section 7.4.2 allows 1024 characters).
const MAX_SIMPLE_NAME: usize = 1000;

pub(super) fn document(root: &Map<String, Value>) -> String {
    if root.is_empty() {
        return "{}\n".to_owned();
    }
    let mut out = String::new();
    mapping(&mut out, root, 0);
    out
}

/// Members, the first without indentation: the caller has placed the cursor.
fn mapping(out: &mut String, members: &Map<String, Value>, indent: usize) {
    for (i, (name, value)) in members.iter().enumerate() {
        if i > 0 {
            pad(out, indent);
        }
        let name = quoted(name);
        if name.len() > MAX_SIMPLE_NAME {
            let _ = writeln!(out, "? {name}");
            pad(out, indent);
        } else {
            out.push_str(&name);
        }
        out.push(':');
        match value {
            Value::Object(members) if !members.is_empty() => {
                out.push('\n');
                pad(out, indent + 2);
                mapping(out, members, indent + 2);
            }
            Value::Array(items) if !items.is_empty() => {
                out.push('\n');
                pad(out, indent);
                sequence(out, items, indent);
            }
            _ => {
                out.push(' ');
                inline(out, value, indent);
            }
        }
    }
}

/// Items, the first without indentation.
fn sequence(out: &mut String, items: &[Value], indent: usize) {
    for (i, value) in items.iter().enumerate() {
        if i > 0 {
            pad(out, indent);
        }
        out.push_str("- ");
        match value {
            Value::Object(members) if !members.is_empty() => mapping(out, members, indent + 2),
            Value::Array(items) if !items.is_empty() => sequence(out, items, indent + 2),
            _ => inline(out, value, indent),
        }
    }
}

/// A scalar or an empty collection, and the end of its line.
fn inline(out: &mut String, value: &Value, indent: usize) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Number(value) => out.push_str(&number(value)),
        Value::String(text) if text.contains('\n') && is_literal(text) => {
            return literal(out, text, indent + 2);
        }
        Value::String(text) => out.push_str(&quoted(text)),
        Value::Array(_) => out.push_str("[]"),
        Value::Object(_) => out.push_str("{}"),
    }
    out.push('\n');
}

fn pad(out: &mut String, indent: usize) {
    out.extend(std::iter::repeat_n(' ', indent));
}

/// YAML 1.1 takes an exponent only after a fraction and with a sign.
fn number(value: &Number) -> String {
    let text = value.to_string();
    let Some((mantissa, exponent)) = text.split_once('e') else { return text };
    let fraction = if mantissa.contains('.') { "" } else { ".0" };
    let sign = if exponent.starts_with(['+', '-']) { "" } else { "+" };
    format!("{mantissa}{fraction}e{sign}{exponent}")
}

/// Whether the text can stand as a literal block: lines of printable characters, nothing that depends
/// on indentation or on line ends being kept.
fn is_literal(text: &str) -> bool {
    let body = text.strip_suffix('\n').unwrap_or(text);
    !body.starts_with([' ', '\n'])
        && !body.ends_with('\n')
        && !body.is_empty()
        && body.chars().all(|c| c == '\n' || is_printable(c))
        && body
            .split('\n')
            .all(|line| !line.ends_with(' ') && !line.starts_with("---") && !line.starts_with("..."))
}

fn literal(out: &mut String, text: &str, indent: usize) {
    let (header, body) = text.strip_suffix('\n').map_or(("|-\n", text), |body| ("|\n", body));
    out.push_str(header);
    for line in body.split('\n') {
        if !line.is_empty() {
            pad(out, indent);
            out.push_str(line);
        }
        out.push('\n');
    }
}

/// One line of text, plain where no reader can take it for something else.
fn quoted(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    if text.chars().all(is_printable) {
        return format!("'{}'", text.replace('\'', "''"));
    }
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if is_printable(c) => out.push(c),
            c => {
                let code = u32::from(c);
                let _ =
                    if code > 0xffff { write!(out, "\\U{code:08x}") } else { write!(out, "\\u{code:04x}") };
            }
        }
    }
    out.push('"');
    out
}

fn is_plain(text: &str) -> bool {
    let mut chars = text.chars();
    let starts = chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '/' || c == '_' || c == '$');
    let inner =
        text.chars().all(|c| c.is_ascii_alphanumeric() || " /_$.-{}()+=@;<>~^?!%&*'\"[],:#|\\".contains(c));
    // Marks that have a meaning inside plain text, in block style or in flow style.
    let marks = text.contains(": ") || text.contains(" #") || text.ends_with([' ', ':']);
    let lower = text.to_ascii_lowercase();
    let word = ["y", "n", "yes", "no", "on", "off"].contains(&lower.as_str());
    starts && inner && !marks && !word && scalar::plain(text).is_string()
}

/// Printable, on one line for every version of YAML, and not a byte order mark.
fn is_printable(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn block_style() {
        let value = json!({
            "openapi": "3.0.0", "version": "1.0", "yes": "No", "empty": [{}, []], "text": "a\n  b\n\nc\n", "odd": " x: ",
            "list": [["a", 1], {"b": null, "c": [true]}], "e": 1e300, "line": "a\u{2028}b", "/a/{b}": "it's",
        });
        let expected = "\
openapi: '3.0.0'
version: '1.0'
'yes': 'No'
empty:
- {}
- []
text: |
  a
    b

  c
odd: ' x: '
list:
- - a
  - 1
- b: null
  c:
  - true
e: 1.0e+300
line: \"a\\u2028b\"
/a/{b}: it's
";
        assert_eq!(document(value.as_object().unwrap()), expected);
    }
}
