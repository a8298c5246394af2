//! `addQueryParam` and `removeQueryParam`.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

type Query<'q> = Option<Cow<'q, str>>;

#[derive(Debug, Clone)]
pub struct Add {
    /// `name=value`, as it stands in a query.
    pub pair: Box<str>,
}

#[derive(Debug, Clone)]
pub struct Remove {
    name: Box<str>,
}

impl Add {
    pub fn apply(&self, query: &mut Query<'_>) {
        *query = Some(Cow::Owned(match query.as_deref() {
            Some(before) if !before.is_empty() => format!("{before}&{}", self.pair),
            _ => self.pair.to_string(),
        }));
    }
}

impl Remove {
    /// The name may be percent-encoded.
    pub fn named(name: &str) -> Self {
        Self { name: decoded(name).into() }
    }

    pub fn apply(&self, query: &mut Query<'_>) {
        let Some(before) = query.as_deref() else { return };
        let named = |pair: &&str| decoded(pair.split('=').next().unwrap_or_default()) == *self.name;
        if !before.split('&').any(|pair| named(&pair)) {
            return;
        }
        let rest: Vec<&str> = before.split('&').filter(|pair| !named(pair)).collect();
        *query = (!rest.is_empty()).then(|| Cow::Owned(rest.join("&")));
    }
}

/// As a form reads it (URL standard).
fn decoded(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without(query: &str, name: &str) -> Option<String> {
        let mut query = Some(Cow::Borrowed(query));
        Remove::named(name).apply(&mut query);
        query.map(Cow::into_owned)
    }

    #[test]
    fn every_parameter_of_the_name_goes_however_it_is_written() {
        assert_eq!(without("a=1&b=2&a&%61=3", "a").as_deref(), Some("b=2"));
        assert_eq!(without("a+b=1", "a%20b"), None);
        assert_eq!(without("ab=1&&c", "a").as_deref(), Some("ab=1&&c"));
    }
}
