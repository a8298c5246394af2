//! `$ref`: local references are followed, remote ones never.

use std::borrow::Cow;

use serde_json::Value;

use super::Object;

/// How many `$ref`s to `$ref`s are followed before giving up.
const MAX_HOPS: usize = 32;

/// Where a reference leads.
#[derive(Debug, PartialEq)]
pub(crate) enum Target<'a> {
    Found(&'a Value),
    /// Local, but nothing is there.
    Missing,
    /// A chain of references that ends nowhere.
    Cycle,
    /// In another document.
    Remote,
    /// A plain-name fragment (`#name`): an anchor of JSON Schema, which we do not look up.
    Anchor,
}

/// Follows one reference and those it leads to.
pub(crate) fn follow<'a>(root: &'a Object, reference: &str) -> Target<'a> {
    let mut reference = reference;
    for _ in 0..MAX_HOPS {
        let Some(fragment) = reference.strip_prefix('#') else {
            return Target::Remote;
        };
        let Some(value) = locate(root, fragment) else {
            return if fragment.is_empty() || fragment.starts_with('/') {
                Target::Missing
            } else {
                Target::Anchor
            };
        };
        match value.get("$ref").and_then(Value::as_str) {
            Some(next) => reference = next,
            None => return Target::Found(value),
        }
    }
    Target::Cycle
}

/// The value itself, or what its local `$ref` leads to; `None` when it leads nowhere we can see.
pub(crate) fn resolve<'a>(root: &'a Object, value: &'a Value) -> Option<&'a Value> {
    match value.get("$ref").and_then(Value::as_str) {
        None => Some(value),
        Some(reference) => match follow(root, reference) {
            Target::Found(target) => Some(target),
            _ => None,
        },
    }
}

/// Finds the value at a percent-encoded JSON pointer (RFC 6901 section 6) other than the root.
fn locate<'a>(root: &'a Object, fragment: &str) -> Option<&'a Value> {
    let decoded = percent_decode(fragment);
    let mut tokens =
        decoded.strip_prefix('/')?.split('/').map(|token| token.replace("~1", "/").replace("~0", "~"));
    let mut value = root.get(&tokens.next()?)?;
    for token in tokens {
        value = match value {
            Value::Object(members) => members.get(&token)?,
            Value::Array(items) => items.get(token.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    Some(value)
}

/// Decodes `%XX`; text that is not UTF-8 afterwards or badly escaped stays as it is.
fn percent_decode(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let escaped = (first == b'%')
            .then(|| tail.get(..2).and_then(|hex| std::str::from_utf8(hex).ok()))
            .flatten()
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        if let Some(byte) = escaped {
            bytes.push(byte);
            rest = &tail[2..];
        } else {
            bytes.push(first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn follows_local_references() {
        let root =
            json!({"a/b": {"c d": [1, {"$ref": "#/x"}]}, "x": {"$ref": "#/y"}, "y": 5, "l": {"$ref": "#/l"}});
        let root = root.as_object().unwrap();
        assert_eq!(follow(root, "#/a~1b/c%20d/0"), Target::Found(&json!(1)));
        assert_eq!(follow(root, "#/a~1b/c%20d/1"), Target::Found(&json!(5)));
        assert_eq!(follow(root, "#/nothing"), Target::Missing);
        assert_eq!(follow(root, "#/l"), Target::Cycle);
        assert_eq!(follow(root, "#Pet"), Target::Anchor);
        assert_eq!(follow(root, "other.yaml#/x"), Target::Remote);
        assert_eq!(follow(root, "#/%zz"), Target::Missing);
    }
}
