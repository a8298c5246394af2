//! `rewriteResourcePath`.

use std::borrow::Cow;

#[derive(Debug, Clone)]
pub struct Rewrite {
    path: Box<str>,
    /// Query that comes with the path.
    query: Option<Box<str>>,
    keep_query: bool,
}

impl Rewrite {
    /// `path` starts with `/` and may have a query.
    pub fn to(path: &str, keep_query: bool) -> Self {
        let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
        Self { path: path.into(), query: query.filter(|q| !q.is_empty()).map(Into::into), keep_query }
    }

    pub fn apply(&self, path: &mut Cow<'_, str>, query: &mut Option<Cow<'_, str>>) {
        *path = Cow::Owned(self.path.to_string());
        let kept = query.take().filter(|q| self.keep_query && !q.is_empty());
        *query = match (&self.query, kept) {
            (Some(own), Some(kept)) => Some(Cow::Owned(format!("{own}&{kept}"))),
            (Some(own), None) => Some(Cow::Owned(own.to_string())),
            (None, Some(kept)) => Some(Cow::Owned(kept.into_owned())),
            (None, None) => None,
        };
    }
}
