//! `jsonValidator`: refuses JSON that is malformed or too large in some way. Bodies that are said to be of another type
//! are not looked at, as in WSO2.

use bytes::Bytes;
use http::HeaderMap;
use model::native::JsonLimits;

use super::json::{Malformed, Reader, Token, unescape};
use super::media;
use crate::refusal::Cause;

pub fn check(limits: &JsonLimits, headers: &HeaderMap, body: &Bytes) -> Result<(), Cause> {
    if body.is_empty() || !(media::is_json(headers) || media::is_unknown(headers)) {
        return Ok(());
    }
    media::plain(headers)?;
    let text = std::str::from_utf8(body).map_err(|_| threat("the text is not UTF-8"))?;
    walk(limits, text)
}

fn threat(why: &str) -> Cause {
    Cause::Threat(format!("JSON Validation Failed: {why}").into())
}

fn walk(limits: &JsonLimits, text: &str) -> Result<(), Cause> {
    let exceeded = |what: &str, most: usize| Err(threat(&format!("due to {what} limit ({most}) exceeded")));
    let mut reader = Reader::new(text);
    let mut properties = 0usize;
    // Elements so far of each array that is open; objects have an entry too.
    let mut elements: Vec<Option<usize>> = Vec::new();
    loop {
        let token = reader.next().map_err(|Malformed| threat("the text is malformed"))?;
        let Some(token) = token else { return Ok(()) };
        if !matches!(token, Token::Key(_) | Token::EndObject | Token::EndArray)
            && let Some(Some(count)) = elements.last_mut()
        {
            *count += 1;
            if *count > limits.elements {
                return exceeded("Maximum Array Element Count", limits.elements);
            }
        }
        match token {
            Token::Object => elements.push(None),
            Token::Array => elements.push(Some(0)),
            Token::EndObject | Token::EndArray => {
                elements.pop();
            }
            Token::Key(key) => {
                properties += 1;
                if properties > limits.properties {
                    return exceeded("Maximum Property Count", limits.properties);
                }
                if longer(key, limits.key) {
                    return exceeded("Maximum Key Length", limits.key);
                }
            }
            Token::Text(text) if longer(text, limits.text) => {
                return exceeded("Maximum String Length", limits.text);
            }
            _ => {}
        }
        if reader.depth() > limits.depth {
            return exceeded("Maximum JSON Depth", limits.depth);
        }
    }
}

/// Has the text between quotes more characters?
fn longer(raw: &str, most: usize) -> bool {
    // Never fewer bytes than characters.
    raw.len() > most && unescape(raw).chars().count() > most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_limit_holds_exactly() {
        let limits = JsonLimits { properties: 2, text: 3, elements: 2, key: 1, depth: 2 };
        for good in ["{\"a\":[1,2],\"b\":\"éöü\"}", "[[],[]]", "\"\\u0061bc\""] {
            assert!(walk(&limits, good).is_ok(), "{good}");
        }
        for (bad, why) in [
            ("{\"a\":1,\"b\":2,\"c\":3}", "Property"),
            ("\"abcd\"", "String"),
            ("[1,[],3]", "Element"),
            ("{\"ab\":1}", "Key"),
            ("[[[]]]", "Depth"),
            ("{\"a\":", "malformed"),
        ] {
            let Err(Cause::Threat(text)) = walk(&limits, bad) else { panic!("{bad}") };
            assert!(text.contains(why), "{text}");
        }
    }
}
