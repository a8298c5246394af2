//! URI templates of API resources: `/orders/{id}/items/*`.

use std::cmp::Ordering;
use std::fmt;

/// A valid template.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct UriTemplate {
    text: String,
    segments: Vec<Segment>,
}

/// One part between slashes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Segment {
    Literal(String),
    /// `{name}`, or text around it such as `{name}.json`.
    Parameter {
        prefix: String,
        name: String,
        suffix: String,
    },
    /// `*` at the end: any rest of the path, also none.
    Wildcard,
}

/// Why a template is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TemplateError {
    NoLeadingSlash,
    InvalidCharacter(char),
    /// Braces that do not pair, are nested, or name nothing.
    Braces,
    /// Two parameters in one segment.
    SeveralParameters,
    DuplicateParameter,
    /// `*` elsewhere than as the last segment.
    Wildcard,
}

impl UriTemplate {
    /// Checks a template.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let rest = text.strip_prefix('/').ok_or(TemplateError::NoLeadingSlash)?;
        if let Some(bad) =
            text.chars().find(|&c| c.is_whitespace() || c.is_control() || "?#\"<>\\^`|".contains(c))
        {
            return Err(TemplateError::InvalidCharacter(bad));
        }
        let mut segments = Vec::new();
        let mut parts = rest.split('/').peekable();
        while let Some(part) = parts.next() {
            segments.push(Segment::parse(part, parts.peek().is_none())?);
        }
        let names: Vec<&str> = segments.iter().filter_map(Segment::parameter).collect();
        if names.iter().enumerate().any(|(i, name)| names[..i].contains(name)) {
            return Err(TemplateError::DuplicateParameter);
        }
        Ok(Self { text: text.to_owned(), segments })
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// Names of the parameters, in order.
    pub fn parameters(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().filter_map(Segment::parameter)
    }

    /// Without a slash at the end: `/a/` and `/a` are one resource.
    pub fn normalised(&self) -> &str {
        normalise(&self.text)
    }

    /// The values of the parameters in order, when `path` matches. A parameter takes one segment that
    /// is not empty. Nothing is decoded; a slash at the end does not count.
    pub fn matches<'p>(&self, path: &'p str) -> Option<Vec<&'p str>> {
        let mut values = Vec::new();
        let mut parts = normalise(path).strip_prefix('/')?.split('/');
        let trimmed = match self.segments.as_slice() {
            [rest @ .., Segment::Literal(last)] if last.is_empty() && !rest.is_empty() => rest,
            all => all,
        };
        for segment in trimmed {
            match segment {
                Segment::Wildcard => return Some(values),
                Segment::Literal(literal) => {
                    if parts.next()? != literal {
                        return None;
                    }
                }
                Segment::Parameter { prefix, suffix, .. } => {
                    let value = parts.next()?.strip_prefix(prefix.as_str())?.strip_suffix(suffix.as_str())?;
                    if value.is_empty() {
                        return None;
                    }
                    values.push(value);
                }
            }
        }
        parts.next().is_none().then_some(values)
    }

    /// Orders templates by precedence, the one to try first being less: segment by segment a literal
    /// before a parameter with text around it, before a parameter, before the wildcard.
    pub fn precedence(&self, other: &Self) -> Ordering {
        let ranks = |template: &Self| template.segments.iter().map(Segment::rank).collect::<Vec<_>>();
        let (ours, theirs) = (ranks(self), ranks(other));
        for (a, b) in ours.iter().zip(&theirs) {
            match a.cmp(b) {
                Ordering::Equal => {}
                unequal => return unequal,
            }
        }
        theirs.len().cmp(&ours.len()).then_with(|| self.text.cmp(&other.text))
    }
}

impl Segment {
    fn parse(part: &str, last: bool) -> Result<Self, TemplateError> {
        if part == "*" && last {
            return Ok(Self::Wildcard);
        }
        if part.contains('*') {
            return Err(TemplateError::Wildcard);
        }
        let Some((prefix, rest)) = part.split_once('{') else {
            return if part.contains('}') {
                Err(TemplateError::Braces)
            } else {
                Ok(Self::Literal(part.to_owned()))
            };
        };
        let (name, suffix) = rest.split_once('}').ok_or(TemplateError::Braces)?;
        if name.is_empty() || name.contains('{') || prefix.contains('}') {
            return Err(TemplateError::Braces);
        }
        if suffix.contains('{') {
            return Err(TemplateError::SeveralParameters);
        }
        if suffix.contains('}') {
            return Err(TemplateError::Braces);
        }
        Ok(Self::Parameter { prefix: prefix.to_owned(), name: name.to_owned(), suffix: suffix.to_owned() })
    }

    fn parameter(&self) -> Option<&str> {
        match self {
            Self::Parameter { name, .. } => Some(name),
            _ => None,
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Self::Literal(_) => 0,
            Self::Parameter { prefix, suffix, .. } if !prefix.is_empty() || !suffix.is_empty() => 1,
            Self::Parameter { .. } => 2,
            Self::Wildcard => 3,
        }
    }
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoLeadingSlash => f.write_str("must begin with '/'"),
            Self::InvalidCharacter(c) => write!(f, "must not contain {c:?}"),
            Self::Braces => f.write_str("braces must pair and name a parameter, as in /orders/{id}"),
            Self::SeveralParameters => f.write_str("a segment may hold one parameter"),
            Self::DuplicateParameter => f.write_str("parameter names must be unique"),
            Self::Wildcard => f.write_str("'*' is allowed as the last segment only"),
        }
    }
}

impl std::error::Error for TemplateError {}

/// Cuts slashes off the end, except that of the root.
pub fn normalise(path: &str) -> &str {
    match path.trim_end_matches('/') {
        "" => "/",
        trimmed => trimmed,
    }
}

/// The names in braces, in order and once each, also of a template that would be refused.
pub fn parameter_names(template: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for part in template.split('{').skip(1) {
        if let Some((name, _)) = part.split_once('}')
            && !name.is_empty()
            && !names.contains(&name)
        {
            names.push(name);
        }
    }
    names
}

#[cfg(test)]
mod tests;
