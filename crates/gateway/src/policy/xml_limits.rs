//! `xmlValidator`: refuses XML that is malformed, has a document type, or is too large in some way. Bodies that are said
//! to be of another type are not looked at, as in WSO2.

use bytes::Bytes;
use http::HeaderMap;
use model::native::XmlLimits;

use super::media;
use super::xml::{Event, Malformed, Reader, unescape};
use crate::refusal::Cause;

pub fn check(limits: &XmlLimits, headers: &HeaderMap, body: &Bytes) -> Result<(), Cause> {
    if body.is_empty() || !(media::is_xml(headers) || media::is_unknown(headers)) {
        return Ok(());
    }
    media::plain(headers)?;
    let text = std::str::from_utf8(body).map_err(|_| threat("the text is not UTF-8"))?;
    walk(limits, text)
}

fn threat(why: &str) -> Cause {
    Cause::Threat(format!("XML Validation Failed: {why}").into())
}

fn walk(limits: &XmlLimits, text: &str) -> Result<(), Cause> {
    let exceeded = |what: &str, most: usize| Err(threat(&format!("due to {what} limit ({most}) exceeded")));
    let mut reader = Reader::new(text);
    let mut elements = 0usize;
    // Children so far of each element that is open.
    let mut children: Vec<usize> = Vec::new();
    loop {
        let Some(event) = reader.next().map_err(|Malformed(why)| threat(why))? else { return Ok(()) };
        if reader.references > limits.references {
            return exceeded("Entity Expansion", limits.references);
        }
        match event {
            Event::Start(_, attributes) => {
                elements += 1;
                if elements > limits.elements {
                    return exceeded("Maximum Element Count", limits.elements);
                }
                if let Some(siblings) = children.last_mut() {
                    *siblings += 1;
                    if *siblings > limits.children {
                        return exceeded("Maximum Children Per Element", limits.children);
                    }
                }
                children.push(0);
                if children.len() > limits.depth {
                    return exceeded("Maximum XML Depth", limits.depth);
                }
                if attributes.len() > limits.attributes {
                    return exceeded("Maximum Attribute Count", limits.attributes);
                }
                let long = |value: &str| {
                    value.len() > limits.attribute && unescape(value).chars().count() > limits.attribute
                };
                if attributes.iter().any(|(_, value)| long(value)) {
                    return exceeded("Maximum Attribute Length", limits.attribute);
                }
            }
            Event::End => {
                children.pop();
            }
            Event::Text(_) | Event::Verbatim(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_limit_holds_exactly() {
        let limits =
            XmlLimits { depth: 2, elements: 3, attributes: 1, attribute: 3, references: 1, children: 2 };
        for good in ["<a><b/><c/></a>", "<a b='ccc'/>", "<a b='&lt;cc'/>"] {
            assert!(walk(&limits, good).is_ok(), "{good}");
        }
        for (bad, why) in [
            ("<a><b><c/></b></a>", "Depth"),
            ("<a><b/><c/><d/></a>", "Element Count"),
            ("<a b='1' c='2'/>", "Attribute Count"),
            ("<a b='cccc'/>", "Attribute Length"),
            ("<a>&lt;&gt;</a>", "Entity"),
            ("<!DOCTYPE lolz [<!ENTITY lol 'lol'>]><lolz>&lol;</lolz>", "document type"),
            ("<a>", "not valid"),
        ] {
            let Err(Cause::Threat(text)) = walk(&limits, bad) else { panic!("{bad}") };
            assert!(text.contains(why), "{text}");
        }
        let few = XmlLimits { elements: 100, children: 2, ..limits };
        let Err(Cause::Threat(text)) = walk(&few, "<a><b/><b/><b/></a>") else { panic!() };
        assert!(text.contains("Children"), "{text}");
    }
}
