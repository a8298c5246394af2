//! The search language of both portals: `key:value` or `key:"whole value"` conditions that must all hold, and free
//! text.

use store::api::search::{Filter, Match};

use crate::error::Error;

const KEYS: &str = "name, context, version, provider, status, tag, api-category, description, type, \
                    content";

/// What a query asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Asked {
    pub filter: Filter,
    /// What documents must contain (`doc:`): then they alone are wanted, of the APIs that match the filter.
    pub document: Option<String>,
}

/// Reads a query that finds APIs.
pub fn parse(query: &str) -> Result<Filter, Error> {
    let asked = parse_all(query)?;
    if asked.document.is_some() {
        return Err(Error::invalid("query", "has the key doc, which finds documents: use it with /search"));
    }
    Ok(asked.filter)
}

/// Reads a query. Keys are those of `KEYS` and `doc`; of a key given twice the last counts.
pub fn parse_all(query: &str) -> Result<Asked, Error> {
    if query.len() > 1_000 {
        return Err(Error::invalid("query", "must have at most 1000 characters"));
    }
    let Asked { mut filter, mut document } = Asked::default();
    let mut free: Vec<String> = Vec::new();
    let mut rest = query.trim_start();
    while !rest.is_empty() {
        let key_end = rest.find(|c: char| c == ':' || c == '"' || c.is_whitespace()).unwrap_or(rest.len());
        let key = rest[..key_end].to_ascii_lowercase();
        if let Some(after) = rest[key_end..].strip_prefix(':').filter(|_| !key.is_empty()) {
            let (value, whole, tail) = value(after)?;
            match key.as_str() {
                "content" => free.push(value),
                "doc" => document = Some(value.trim_matches('*').to_owned()),
                key => set(&mut filter, key, value, whole)?,
            }
            rest = tail;
        } else {
            let (value, _, tail) = value(rest)?;
            free.push(value);
            rest = tail;
        }
    }
    if let Some(document) = &mut document {
        free.insert(0, std::mem::take(document));
        free.join(" ").trim().clone_into(document);
    } else if !free.is_empty() {
        filter.text = Match::Contains(free.join(" "));
    }
    Ok(Asked { filter, document })
}

/// The value at the start of `text`, whether it was quoted, and what comes after it and white space.
fn value(text: &str) -> Result<(String, bool, &str), Error> {
    if let Some(quoted) = text.strip_prefix('"') {
        let end = quoted.find('"').ok_or_else(|| Error::invalid("query", "has a quote that does not end"))?;
        return Ok((quoted[..end].to_owned(), true, quoted[end + 1..].trim_start()));
    }
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    Ok((text[..end].to_owned(), false, text[end..].trim_start()))
}

fn set(filter: &mut Filter, key: &str, value: String, whole: bool) -> Result<(), Error> {
    if value.is_empty() {
        return Ok(());
    }
    // WSO2's portals send `*pizza*` for "contains".
    let bare = if whole { value } else { value.trim_matches('*').to_owned() };
    let wanted = |text: String| match (text.is_empty(), whole) {
        (true, _) => Match::Anything,
        (_, true) => Match::Is(text),
        _ => Match::Contains(text),
    };
    match key {
        "name" => filter.name = wanted(bare),
        "context" => filter.context = wanted(bare),
        "version" => filter.version = wanted(bare),
        "provider" => filter.provider = wanted(bare),
        "description" => filter.description = wanted(bare),
        "status" | "lcstate" | "lifecycle" | "lifecyclestatus" => {
            filter.states = vec![bare.to_ascii_uppercase()];
        }
        "tag" | "tags" => filter.tags.push(bare),
        "api-category" => filter.categories.push(bare),
        "type" => filter.kind = bare.to_ascii_uppercase(),
        _ => return Err(Error::invalid("query", format!("knows no key {key}; keys are {KEYS}"))),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_and_free_text_are_told_apart() {
        let f =
            parse(r#"name:"Pizza Shack" version:1.0 status:published tags:food big  one"#).expect("query");
        assert_eq!(f.name, Match::Is("Pizza Shack".into()));
        assert_eq!(f.version, Match::Contains("1.0".into()));
        assert_eq!((f.states, f.tags), (vec!["PUBLISHED".to_owned()], vec!["food".to_owned()]));
        assert_eq!(f.text, Match::Contains("big one".into()));
        assert_eq!(parse("").expect("empty"), Filter::default());
        assert_eq!(parse("name:*zza*").expect("stars").name, Match::Contains("zza".into()));
        assert_eq!(parse("context:/a:b").expect("colon").context, Match::Contains("/a:b".into()));
        assert_eq!(parse("api-category:Food").expect("category").categories, ["Food"]);
        let documents = parse_all("doc:*guide* name:Pizza dough").expect("documents");
        assert_eq!(documents.document.as_deref(), Some("guide dough"));
        assert_eq!(documents.filter.text, Match::Anything);
        for bad in ["doc:guide", "foo:bar", "name:\"open"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
