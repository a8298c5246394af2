//! JSON read token by token (RFC 8259), without a tree. Depth is bounded while reading.

use std::borrow::Cow;

/// Deeper texts are malformed here, whatever a policy allows.
pub const MAX_DEPTH: usize = 1_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token<'t> {
    Object,
    EndObject,
    Array,
    EndArray,
    /// What is between the quotes; [`unescape`] reads it.
    Key(&'t str),
    Text(&'t str),
    /// A number, `true` or `false`, as written.
    Plain(&'t str),
    Null,
}

/// The text is no JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malformed;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expect {
    Value,
    /// A value or the end of an array that has just begun.
    First,
    Key,
    /// A key or the end of an object that has just begun.
    FirstKey,
    /// A comma or the end of what is open.
    Next,
    /// Nothing any more.
    End,
}

pub struct Reader<'t> {
    text: &'t str,
    at: usize,
    /// What is open; true: an object.
    open: Vec<bool>,
    expect: Expect,
}

impl<'t> Reader<'t> {
    pub fn new(text: &'t str) -> Self {
        Self { text, at: 0, open: Vec::new(), expect: Expect::Value }
    }

    pub fn depth(&self) -> usize {
        self.open.len()
    }

    /// The next token; `None` at the end of a whole text.
    pub fn next(&mut self) -> Result<Option<Token<'t>>, Malformed> {
        loop {
            let byte = self.peek();
            match (self.expect, byte) {
                (Expect::End, None) => return Ok(None),
                (Expect::Next, Some(b',')) => {
                    self.at += 1;
                    let object = self.open.last().copied().ok_or(Malformed)?;
                    self.expect = if object { Expect::Key } else { Expect::Value };
                }
                (Expect::Next | Expect::FirstKey, Some(b'}')) => return self.close(true, Token::EndObject),
                (Expect::Next | Expect::First, Some(b']')) => return self.close(false, Token::EndArray),
                (Expect::Key | Expect::FirstKey, Some(b'"')) => {
                    let key = self.string()?;
                    if self.peek() != Some(b':') {
                        return Err(Malformed);
                    }
                    self.at += 1;
                    self.expect = Expect::Value;
                    return Ok(Some(Token::Key(key)));
                }
                (Expect::Value | Expect::First, Some(byte)) => return self.value(byte).map(Some),
                _ => return Err(Malformed),
            }
        }
    }

    /// The next byte that is no white space.
    fn peek(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while matches!(bytes.get(self.at), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
        bytes.get(self.at).copied()
    }

    fn value(&mut self, byte: u8) -> Result<Token<'t>, Malformed> {
        let token = match byte {
            b'{' => return self.enter(true, Token::Object),
            b'[' => return self.enter(false, Token::Array),
            b'"' => Token::Text(self.string()?),
            b't' => self.word("true").map(Token::Plain)?,
            b'f' => self.word("false").map(Token::Plain)?,
            b'n' => self.word("null").map(|_| Token::Null)?,
            _ => Token::Plain(self.number()?),
        };
        self.after_value();
        Ok(token)
    }

    fn after_value(&mut self) {
        self.expect = if self.open.is_empty() { Expect::End } else { Expect::Next };
    }

    fn enter(&mut self, object: bool, token: Token<'t>) -> Result<Token<'t>, Malformed> {
        if self.open.len() >= MAX_DEPTH {
            return Err(Malformed);
        }
        self.at += 1;
        self.open.push(object);
        self.expect = if object { Expect::FirstKey } else { Expect::First };
        Ok(token)
    }

    fn close(&mut self, object: bool, token: Token<'t>) -> Result<Option<Token<'t>>, Malformed> {
        if self.open.pop() != Some(object) {
            return Err(Malformed);
        }
        self.at += 1;
        self.after_value();
        Ok(Some(token))
    }

    fn word(&mut self, word: &'static str) -> Result<&'t str, Malformed> {
        let found = self.text.get(self.at..self.at + word.len()).filter(|t| *t == word).ok_or(Malformed)?;
        self.at += word.len();
        Ok(found)
    }

    /// What is between quotes; `at` is at the first.
    fn string(&mut self) -> Result<&'t str, Malformed> {
        let bytes = self.text.as_bytes();
        let start = self.at + 1;
        let mut at = start;
        loop {
            match bytes.get(at) {
                Some(b'"') => break,
                Some(b'\\') => match bytes.get(at + 1) {
                    Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => at += 2,
                    Some(b'u') => {
                        let hex = bytes.get(at + 2..at + 6).ok_or(Malformed)?;
                        if !hex.iter().all(u8::is_ascii_hexdigit) {
                            return Err(Malformed);
                        }
                        at += 6;
                    }
                    _ => return Err(Malformed),
                },
                Some(byte) if *byte >= 0x20 => at += 1,
                _ => return Err(Malformed),
            }
        }
        self.at = at + 1;
        Ok(&self.text[start..at])
    }

    fn number(&mut self) -> Result<&'t str, Malformed> {
        let rest = &self.text[self.at..];
        let end =
            rest.find(|c: char| !matches!(c, '0'..='9' | '+' | '-' | '.' | 'e' | 'E')).unwrap_or(rest.len());
        let number = &rest[..end];
        if !is_number(number) {
            return Err(Malformed);
        }
        self.at += end;
        Ok(number)
    }
}

/// `-1.5e+3` and so on, without leading zeros.
pub fn is_number(text: &str) -> bool {
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))),
        None => (unsigned, None),
    };
    let (whole, fraction) = mantissa.split_once('.').map_or((mantissa, None), |(w, f)| (w, Some(f)));
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(digits)
}

/// The characters that a text between quotes stands for; half a surrogate pair is U+FFFD.
pub fn unescape(raw: &str) -> Cow<'_, str> {
    if !raw.contains('\\') {
        return Cow::Borrowed(raw);
    }
    let mut units: Vec<u16> = Vec::with_capacity(raw.len());
    let mut chars = raw.chars();
    let mut pair = [0u16; 2];
    while let Some(c) = chars.next() {
        if c != '\\' {
            units.extend_from_slice(c.encode_utf16(&mut pair));
            continue;
        }
        units.push(match chars.next() {
            Some('b') => 8,
            Some('f') => 12,
            Some('n') => 10,
            Some('r') => 13,
            Some('t') => 9,
            Some('u') => {
                let digits = chars.by_ref().take(4);
                digits.fold(0, |n, d| n << 4 | d.to_digit(16).unwrap_or(0) as u16)
            }
            Some(other) => other as u16,
            None => 0xfffd,
        });
    }
    Cow::Owned(String::from_utf16_lossy(&units))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn well_formed(text: &str) -> bool {
        let mut reader = Reader::new(text);
        loop {
            match reader.next() {
                Ok(Some(_)) => {}
                Ok(None) => return true,
                Err(Malformed) => return false,
            }
        }
    }

    #[test]
    fn what_is_no_json_is_refused() {
        for good in ["0", "-1.5e+3", "\"\\u00e9\\n\"", "[]", "{}", " { \"a\" : [ 1 , null ] } ", "[[],{}]"] {
            assert!(well_formed(good), "{good}");
        }
        for bad in [
            "",
            " ",
            "01",
            "1.",
            ".5",
            "+1",
            "-",
            "1e",
            "[1,]",
            "{\"a\":1,}",
            "{a:1}",
            "[1 2]",
            "{\"a\"}",
            "{\"a\":}",
            "]",
            "[}",
            "{]",
            "[",
            "\"a",
            "\"\n\"",
            "\"\\x\"",
            "\"\\u12g4\"",
            "nul",
            "truex",
            "1 2",
            "{} {}",
            "NaN",
            "// a\n1",
            "'a'",
        ] {
            assert!(!well_formed(bad), "{bad}");
        }
        assert!(well_formed(&format!("{}{}", "[".repeat(1_000), "]".repeat(1_000))));
        assert!(!well_formed(&"[".repeat(1_000_000)));
    }

    #[test]
    fn texts_stand_for_characters() {
        assert_eq!(unescape(r"a\u00e9\n\/\ud83d\ude00\ud800"), "aé\n/😀\u{fffd}");
    }

    proptest! {
        #[test]
        fn it_agrees_with_another_reader(text in r#"[\[\]{}",:0-9eE+.tfn\\u -]{0,24}"#) {
            let other = serde_json::from_str::<&serde_json::value::RawValue>(&text).is_ok();
            // The other refuses half surrogate pairs; nothing else differs.
            prop_assert!(well_formed(&text) == other || text.contains("\\u"), "{}", text);
        }
    }
}
