//! XML as JSON, as WSO2 writes it: an element is a member, repeated ones a list; `@name` is an attribute, `$` the text
//! beside other things. Numbers and truth values are read as such. Namespaces are dropped, prefixes too; what
//! `json_to_xml` wrote is read back.

use super::convert::Failed;
use super::json::is_number;
use super::xml::{Event, Malformed, Reader, unescape};

/// Elements that are held at a time; each costs far more memory than text.
const MAX_ELEMENTS: usize = 50_000;
/// Deeper documents are refused: writing them takes stack.
const MAX_DEPTH: usize = 200;

#[derive(Default)]
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
    children: Vec<Element>,
    nil: bool,
}

/// Fails when the JSON had more than `most` bytes.
pub fn convert(text: &str, most: usize) -> Result<String, Failed> {
    let root = read(text)?;
    let mut out = String::new();
    match root.name.as_str() {
        "jsonObject" | "jsonValue" => root.content(&mut out),
        "jsonArray" => root.items(&mut out),
        name => {
            out.push('{');
            quote(name, &mut out);
            out.push(':');
            root.content(&mut out);
            out.push('}');
        }
    }
    if out.len() > most { Err(Failed::TooLarge) } else { Ok(out) }
}

fn read(text: &str) -> Result<Element, Failed> {
    let mut reader = Reader::new(text);
    let mut open: Vec<Element> = Vec::new();
    let mut elements = 0;
    loop {
        let event = reader.next().map_err(|Malformed(why)| Failed::Malformed(why))?;
        match event {
            Some(Event::Start(name, attributes)) => {
                elements += 1;
                if elements > MAX_ELEMENTS || open.len() >= MAX_DEPTH {
                    return Err(Failed::TooLarge);
                }
                open.push(Element::new(name, &attributes));
            }
            Some(Event::Text(raw)) => {
                if let Some(element) = open.last_mut() {
                    element.text.push_str(&unescape(raw));
                }
            }
            Some(Event::Verbatim(text)) => {
                if let Some(element) = open.last_mut() {
                    element.text.push_str(text);
                }
            }
            Some(Event::End) => {
                let Some(element) = open.pop() else { continue };
                match open.last_mut() {
                    Some(parent) => parent.children.push(element),
                    // The reader refuses whatever but space and comments follows.
                    None => {
                        return match reader.next() {
                            Ok(None) => Ok(element),
                            _ => Err(Failed::Malformed("The body is not valid XML")),
                        };
                    }
                }
            }
            None => return Err(Failed::Malformed("The body is not valid XML")),
        }
    }
}

impl Element {
    fn new(name: &str, attributes: &[(&str, &str)]) -> Self {
        let mut element = Self { name: decode_name(local(name)), ..Self::default() };
        for (name, value) in attributes {
            if *name == "xmlns" || name.starts_with("xmlns:") {
                continue;
            }
            if *name == "xsi:nil" {
                element.nil = *value == "true" || *value == "1";
                continue;
            }
            element.attributes.push((format!("@{}", local(name)), unescape(value).into_owned()));
        }
        element
    }

    /// What the element holds, as a value.
    fn content(&self, out: &mut String) {
        if self.nil {
            out.push_str("null");
        } else if self.attributes.is_empty() && self.children.is_empty() {
            scalar(&self.text, out);
        } else {
            self.members(out);
        }
    }

    fn members(&self, out: &mut String) {
        out.push('{');
        let mut first = true;
        let mut member = |name: &str, out: &mut String| {
            if !std::mem::take(&mut first) {
                out.push(',');
            }
            quote(name, out);
            out.push(':');
        };
        for (name, value) in &self.attributes {
            member(name, out);
            scalar(value, out);
        }
        let text = self.text.trim();
        if !text.is_empty() {
            member("$", out);
            scalar(text, out);
        }
        for (name, group) in groups(&self.children) {
            member(name, out);
            match group.as_slice() {
                [one] => one.content(out),
                several => list(several.iter().copied(), out),
            }
        }
        out.push('}');
    }

    /// The children of a `jsonArray`, and of an element within one that was an array too.
    fn items(&self, out: &mut String) {
        list(self.children.iter(), out);
    }
}

/// Children by name, in the order in which each name comes first.
fn groups(children: &[Element]) -> Vec<(&str, Vec<&Element>)> {
    let mut groups: Vec<(&str, Vec<&Element>)> = Vec::new();
    let mut places = std::collections::HashMap::<&str, usize, ahash::RandomState>::default();
    for child in children {
        let at = *places.entry(&child.name).or_insert_with(|| {
            groups.push((&child.name, Vec::new()));
            groups.len() - 1
        });
        groups[at].1.push(child);
    }
    groups
}

fn list<'e>(items: impl Iterator<Item = &'e Element>, out: &mut String) {
    out.push('[');
    for (at, item) in items.enumerate() {
        if at > 0 {
            out.push(',');
        }
        let array = !item.children.is_empty() && item.children.iter().all(|c| c.name == "jsonElement");
        if array && item.name == "jsonElement" { item.items(out) } else { item.content(out) }
    }
    out.push(']');
}

fn scalar(text: &str, out: &mut String) {
    if matches!(text, "true" | "false") || (text.len() <= 30 && is_number(text)) {
        out.push_str(text);
    } else {
        quote(text, out);
    }
}

fn quote(text: &str, out: &mut String) {
    // A text is always writable.
    out.push_str(&serde_json::to_string(text).unwrap_or_default());
}

/// Without the prefix.
fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// What `json_to_xml` encoded.
fn decode_name(name: &str) -> String {
    if name == "_x_" {
        return String::new();
    }
    let mut out = String::with_capacity(name.len());
    let mut rest = name;
    while let Some((before, after)) = rest.split_once("_x") {
        out.push_str(before);
        let code = after.split_once('_').filter(|(hex, _)| (4..=6).contains(&hex.len()));
        let char =
            code.and_then(|(hex, rest)| Some((char::from_u32(u32::from_str_radix(hex, 16).ok()?)?, rest)));
        if let Some((c, after)) = char {
            out.push(c);
            rest = after;
        } else {
            out.push_str("_x");
            rest = after;
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::policy::json_to_xml;

    fn json(xml: &str) -> String {
        convert(xml, 10_000).expect("XML")
    }

    #[test]
    fn elements_are_members() {
        let xml = "<s:order xmlns:s='urn:x' s:id='7'><item>a</item><item>01</item><n>1.50</n><e/><m>x<b>true</b></m></s:order>";
        let expected = r#"{"order":{"@id":7,"item":["a","01"],"n":1.50,"e":"","m":{"$":"x","b":true}}}"#;
        assert_eq!(json(xml), expected);
        assert_eq!(json("<a xsi:nil='true'/>"), "{\"a\":null}");
    }

    #[test]
    fn what_was_json_is_json_again() {
        for text in [
            r#"{"a:b":{"":1,"_x0041_":"x"},"c":[1,"two",{"d":null}],"e":true}"#,
            "[1,\"a\",[2,3],{\"b\":4}]",
            "\"text\"",
            "{\"a\":{\"@b\":1,\"$\":\"c\"}}",
        ] {
            let xml = json_to_xml::convert(text, 10_000).expect("JSON");
            assert_eq!(json(&xml), text, "{xml}");
        }
    }

    #[test]
    fn deep_and_wide_documents_are_refused() {
        let deep = format!("{}{}", "<a>".repeat(500), "</a>".repeat(500));
        assert_eq!(convert(&deep, 1 << 20), Err(Failed::TooLarge));
        let wide = format!("<a>{}</a>", "<b/>".repeat(MAX_ELEMENTS));
        assert_eq!(convert(&wide, 1 << 30), Err(Failed::TooLarge));
        assert!(matches!(convert("<a><b></a>", 100), Err(Failed::Malformed(_))));
    }

    proptest! {
        #[test]
        fn what_comes_out_is_json(text in r#"[<>/ab&;"' \n=]{0,30}"#) {
            if let Ok(out) = convert(&format!("<r>{text}</r>"), 1_000) {
                prop_assert!(serde_json::from_str::<serde_json::Value>(&out).is_ok(), "{}", out);
            }
        }
    }
}
