//! Finding APIs in the developer portal.

use store::api::ApiRow;
use store::api::search::{Filter, Order, Sort};

use super::{Viewer, visible_states};
use crate::Control;
use crate::error::Error;

/// What to find. The text is WSO2's: `key:value` words and free text.
#[derive(Debug, Clone, Default)]
pub struct ApiQuery {
    pub text: String,
    pub offset: i64,
    pub limit: i64,
}

/// APIs, and how many there are in all.
pub struct ApiPage {
    pub list: Vec<ApiRow>,
    pub total: i64,
}

/// A tag, and how many visible APIs have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    pub value: String,
    pub count: i64,
}

impl Control {
    /// The APIs that the viewer may see and that match, by name.
    pub async fn catalogue(&self, viewer: &Viewer, query: &ApiQuery) -> Result<ApiPage, Error> {
        let filter = read(&query.text, viewer)?;
        let order = Order { by: Sort::Name, ascending: true };
        let tenant = viewer.tenant.as_str();
        let mut tx = self.read().await?;
        let (list, total) =
            store::api::search::page(&mut tx, tenant, &filter, order, query.offset, query.limit).await?;
        Ok(ApiPage { list, total })
    }

    /// The tags of the APIs that the viewer may see.
    pub async fn catalogue_tags(&self, viewer: &Viewer) -> Result<Vec<Tag>, Error> {
        let filter = read("", viewer)?;
        let mut tx = self.read().await?;
        let tags = store::api::search::tags(&mut tx, viewer.tenant.as_str(), &filter).await?;
        Ok(tags.into_iter().map(|(value, count)| Tag { value, count }).collect())
    }
}

/// Reads a query such as `name:pizza version:1.0.0 cheese`. A value may be quoted; `content:` is free text.
fn read(text: &str, viewer: &Viewer) -> Result<Filter, Error> {
    let mut filter = Filter { states: visible_states(), ..Filter::default() };
    filter.visible_to = (!viewer.sees_everything()).then(|| viewer.roles().to_vec());
    let mut free = Vec::new();
    for word in words(text) {
        let Some((key, value)) = word.split_once(':') else {
            free.push(word);
            continue;
        };
        let value = value.to_owned();
        match key.to_ascii_lowercase().as_str() {
            "name" => filter.name = value,
            "version" => filter.version = value,
            "context" => filter.context = value,
            "provider" => filter.provider = value,
            "description" => filter.description = value,
            "tag" | "tags" => filter.tag = value,
            "type" => filter.kind = value.to_uppercase(),
            "content" => free.push(value),
            "status" | "lcstate" => filter.states.retain(|s| s.eq_ignore_ascii_case(&value)),
            _ => {
                return Err(Error::invalid(
                    "query",
                    format!(
                        "{key} cannot be searched; name, version, context, provider, description, tags, type, \
                         status and content can"
                    ),
                ));
            }
        }
    }
    filter.text = free.join(" ");
    if filter.states.is_empty() {
        // A state that developers never see matches nothing.
        filter.states = vec!["NONE".to_owned()];
    }
    Ok(filter)
}

/// Splits at spaces outside of double quotes; the quotes go. A tag may have spaces only within quotes.
fn words(text: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted) = (Vec::new(), String::new(), false);
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            c if c.is_whitespace() && !quoted => {
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
            }
            c => word.push(c),
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries() {
        let nobody = Viewer::new(None, None);
        let f = read(r#"name:pizza  version:1.0 "big cheese" tags:"two words" lcState:published"#, &nobody)
            .expect("a good query");
        assert_eq!((f.name.as_str(), f.version.as_str()), ("pizza", "1.0"));
        assert_eq!((f.text.as_str(), f.tag.as_str()), ("big cheese", "two words"));
        assert_eq!(f.states, ["PUBLISHED"]);
        assert_eq!(f.visible_to, Some(Vec::new()));
        assert_eq!(read("status:CREATED", &nobody).expect("a good query").states, ["NONE"]);
        assert!(read("password:x", &nobody).is_err());
        assert!(read(&"\"".repeat(999), &nobody).is_ok());
    }
}
