//! XML read event by event: one strict reading of well-formed documents (XML 1.0) in UTF-8. A document type is refused,
//! so that no entity but the five predefined ones is ever expanded.

use std::borrow::Cow;

/// Deeper documents are refused, whatever a policy allows.
pub const MAX_DEPTH: usize = 1_000;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event<'t> {
    /// A start tag with its attributes, values as written.
    Start(&'t str, Vec<(&'t str, &'t str)>),
    /// Characters as written; [`unescape`] reads them.
    Text(&'t str),
    /// Characters that stand for themselves.
    Verbatim(&'t str),
    End,
}

/// Why a text is no XML that is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malformed(pub &'static str);

const BROKEN: Malformed = Malformed("The body is not valid XML");

pub struct Reader<'t> {
    rest: &'t str,
    open: Vec<&'t str>,
    /// The last tag was `<a/>`: its end comes next.
    empty: bool,
    /// The root element has begun.
    begun: bool,
    first: bool,
    /// References to characters and entities so far.
    pub references: usize,
}

impl<'t> Reader<'t> {
    pub fn new(text: &'t str) -> Self {
        let rest = text.strip_prefix('\u{feff}').unwrap_or(text);
        Self { rest, open: Vec::new(), empty: false, begun: false, first: true, references: 0 }
    }

    /// The next event; `None` at the end of a whole document.
    pub fn next(&mut self) -> Result<Option<Event<'t>>, Malformed> {
        if std::mem::take(&mut self.empty) {
            self.open.pop();
            return Ok(Some(Event::End));
        }
        loop {
            let first = std::mem::take(&mut self.first);
            if self.rest.is_empty() {
                return if self.open.is_empty() && self.begun { Ok(None) } else { Err(BROKEN) };
            }
            let Some(markup) = self.rest.strip_prefix('<') else {
                if let Some(text) = self.text()? {
                    return Ok(Some(Event::Text(text)));
                }
                continue;
            };
            if let Some(rest) = markup.strip_prefix("!--") {
                let (comment, rest) = rest.split_once("--").ok_or(BROKEN)?;
                characters(comment)?;
                self.rest = rest.strip_prefix('>').ok_or(BROKEN)?;
            } else if let Some(rest) = markup.strip_prefix("![CDATA[") {
                let (text, rest) = rest.split_once("]]>").ok_or(BROKEN)?;
                if self.open.is_empty() {
                    return Err(BROKEN);
                }
                characters(text)?;
                self.rest = rest;
                return Ok(Some(Event::Verbatim(text)));
            } else if markup.starts_with('!') {
                return Err(Malformed("The body has a document type, which is never read"));
            } else if let Some(rest) = markup.strip_prefix('?') {
                self.instruction(rest, first)?;
            } else if let Some(rest) = markup.strip_prefix('/') {
                return self.end(rest).map(Some);
            } else {
                return self.start(markup).map(Some);
            }
        }
    }

    fn text(&mut self) -> Result<Option<&'t str>, Malformed> {
        let end = self.rest.find('<').unwrap_or(self.rest.len());
        let (text, rest) = self.rest.split_at(end);
        self.rest = rest;
        if self.open.is_empty() {
            return if text.bytes().all(is_space) { Ok(None) } else { Err(BROKEN) };
        }
        if text.contains("]]>") {
            return Err(BROKEN);
        }
        self.characters_and_references(text)?;
        Ok(Some(text))
    }

    /// The declaration, or an instruction, which is passed over.
    fn instruction(&mut self, text: &'t str, first: bool) -> Result<(), Malformed> {
        let (content, rest) = text.split_once("?>").ok_or(BROKEN)?;
        characters(content)?;
        let (target, content) = name(content).ok_or(BROKEN)?;
        if !(content.is_empty() || content.starts_with(space)) {
            return Err(BROKEN);
        }
        if target.eq_ignore_ascii_case("xml") && (!first || target != "xml" || !declares_utf8(content)) {
            return Err(Malformed(
                "The body's XML declaration is not understood: it must be XML 1.0 in UTF-8",
            ));
        }
        self.rest = rest;
        Ok(())
    }

    fn start(&mut self, text: &'t str) -> Result<Event<'t>, Malformed> {
        if self.open.is_empty() && self.begun {
            return Err(BROKEN);
        }
        let (element, mut rest) = name(text).ok_or(BROKEN)?;
        let mut attributes = Vec::new();
        loop {
            let trimmed = rest.trim_start_matches(space);
            if let Some(after) = trimmed.strip_prefix('>') {
                self.rest = after;
                break;
            }
            if let Some(after) = trimmed.strip_prefix("/>") {
                self.rest = after;
                self.empty = true;
                break;
            }
            if trimmed.len() == rest.len() {
                return Err(BROKEN);
            }
            let (attribute, after) = name(trimmed).ok_or(BROKEN)?;
            let after =
                after.trim_start_matches(space).strip_prefix('=').ok_or(BROKEN)?.trim_start_matches(space);
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\'')).ok_or(BROKEN)?;
            let (value, after) = after[1..].split_once(quote).ok_or(BROKEN)?;
            if value.contains('<') {
                return Err(BROKEN);
            }
            self.characters_and_references(value)?;
            attributes.push((attribute, value));
            rest = after;
        }
        if attributes.len() > 1 {
            let mut names: Vec<&str> = attributes.iter().map(|(name, _)| *name).collect();
            names.sort_unstable();
            if names.windows(2).any(|pair| pair[0] == pair[1]) {
                return Err(BROKEN);
            }
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(Malformed("The body is nested too deep"));
        }
        self.begun = true;
        self.open.push(element);
        Ok(Event::Start(element, attributes))
    }

    fn end(&mut self, text: &'t str) -> Result<Event<'t>, Malformed> {
        let (element, rest) = name(text).ok_or(BROKEN)?;
        self.rest = rest.trim_start_matches(space).strip_prefix('>').ok_or(BROKEN)?;
        if self.open.pop() == Some(element) { Ok(Event::End) } else { Err(BROKEN) }
    }

    fn characters_and_references(&mut self, text: &str) -> Result<(), Malformed> {
        characters(text)?;
        let mut rest = text;
        while let Some((_, after)) = rest.split_once('&') {
            let (reference, after) = after.split_once(';').ok_or(BROKEN)?;
            referred(reference).ok_or(BROKEN)?;
            self.references += 1;
            rest = after;
        }
        Ok(())
    }
}

/// A name at the beginning, and what follows it.
fn name(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c| !is_name_char(c)).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    name.starts_with(is_name_start).then_some((name, rest))
}

pub fn is_name(text: &str) -> bool {
    name(text).is_some_and(|(_, rest)| rest.is_empty())
}

pub fn is_name_start(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, '_' | ':') || (c >= '\u{c0}' && c.is_alphabetic())
}

pub fn is_name_char(c: char) -> bool {
    is_name_start(c) || c.is_ascii_digit() || matches!(c, '-' | '.' | '\u{b7}')
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

fn space(c: char) -> bool {
    c.is_ascii() && is_space(c as u8)
}

/// A character that a document may have.
pub fn is_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{fffd}' | '\u{10000}'..)
}

fn characters(text: &str) -> Result<(), Malformed> {
    if text.chars().all(is_char) { Ok(()) } else { Err(BROKEN) }
}

fn declares_utf8(content: &str) -> bool {
    let versioned = content.contains("version=\"1.0\"") || content.contains("version='1.0'");
    let lower = content.to_ascii_lowercase();
    let coded = lower.split_once("encoding").map(|(_, after)| after);
    let utf8 = |after: &str| {
        let value = after.trim_start_matches(|c: char| space(c) || c == '=');
        let value = value.trim_start_matches(['"', '\'']).split(['"', '\'']).next().unwrap_or_default();
        matches!(value, "utf-8" | "utf8" | "us-ascii")
    };
    versioned && coded.is_none_or(utf8)
}

/// What a reference stands for.
fn referred(reference: &str) -> Option<char> {
    Some(match reference {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let number = reference.strip_prefix('#')?;
            let (digits, radix) = number.strip_prefix('x').map_or((number, 10), |hex| (hex, 16));
            if digits.len() > 8 || !digits.chars().all(|c| c.is_digit(radix)) {
                return None;
            }
            char::from_u32(u32::from_str_radix(digits, radix).ok()?).filter(|c| is_char(*c))?
        }
    })
}

/// The characters that a text of a well-formed document stands for.
pub fn unescape(raw: &str) -> Cow<'_, str> {
    if !raw.contains(['&', '\r']) {
        return Cow::Borrowed(raw);
    }
    let raw = raw.replace("\r\n", "\n").replace('\r', "\n");
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw.as_str();
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let (reference, after) = after.split_once(';').unwrap_or((after, ""));
        out.extend(referred(reference));
        rest = after;
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Writes characters so that they stand for themselves in text and in attributes.
pub fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests;
