//! What is wrong with an archive.

use std::fmt;

/// Why an archive is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The entry it is about; none when it is about the whole. Shortened, without control characters.
    pub entry: Option<String>,
    pub message: String,
}

/// Characters of an entry's name that are shown.
const SHOWN: usize = 120;

impl Problem {
    pub(crate) fn whole(message: impl Into<String>) -> Self {
        Self { entry: None, message: message.into() }
    }

    pub(crate) fn of(entry: &str, message: impl Into<String>) -> Self {
        let shown = entry.chars().map(|c| if c.is_control() { '?' } else { c }).take(SHOWN).collect();
        Self { entry: Some(shown), message: message.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.entry {
            Some(entry) => write!(f, "the entry {entry} {}", self.message),
            None => write!(f, "the archive {}", self.message),
        }
    }
}

impl std::error::Error for Problem {}
