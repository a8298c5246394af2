use std::borrow::Cow;

use super::names::Names;
use super::text::unescape;
use super::{MAX_DEPTH, Nested, Object, Value};
use crate::Error;

/// A cursor over one document.
pub(super) struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    depth: usize,
    part: &'static str,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str, part: &'static str) -> Self {
        Self { text, bytes: text.as_bytes(), at: 0, depth: 0, part }
    }

    pub(super) fn document(mut self) -> Result<Object<'a>, Error> {
        self.space();
        if self.peek() != Some(b'{') {
            return Err(self.fail("an object is expected"));
        }
        let mut members = Vec::with_capacity(16);
        self.object(|name, value| members.push((name, value)))?;
        self.end()?;
        Ok(Object { members })
    }

    pub(super) fn array_document(mut self) -> Result<Vec<Value<'a>>, Error> {
        self.space();
        if self.peek() != Some(b'[') {
            return Err(self.fail("an array is expected"));
        }
        let mut items = Vec::new();
        self.array(|item| items.push(item))?;
        self.end()?;
        Ok(items)
    }

    fn end(&mut self) -> Result<(), Error> {
        self.space();
        if self.at == self.bytes.len() { Ok(()) } else { Err(self.fail("something follows the document")) }
    }

    /// At `{`. Hands over each member; refuses a repeated name.
    fn object(&mut self, mut take: impl FnMut(Cow<'a, str>, Value<'a>)) -> Result<(), Error> {
        self.enter()?;
        self.space();
        if self.eat(b'}') {
            self.depth -= 1;
            return Ok(());
        }
        let mut names = Names::default();
        loop {
            if self.peek() != Some(b'"') {
                return Err(self.fail("a member name is expected"));
            }
            let start = self.at;
            let name = self.string()?;
            if !names.insert(name.clone()) {
                self.at = start;
                return Err(self.fail("duplicate member name"));
            }
            self.space();
            if !self.eat(b':') {
                return Err(self.fail("a colon is expected"));
            }
            self.space();
            let value = self.value()?;
            take(name, value);
            self.space();
            if self.eat(b',') {
                self.space();
            } else if self.eat(b'}') {
                self.depth -= 1;
                return Ok(());
            } else {
                return Err(self.fail("a comma or closing brace is expected"));
            }
        }
    }

    /// At `[`.
    fn array(&mut self, mut take: impl FnMut(Value<'a>)) -> Result<(), Error> {
        self.enter()?;
        self.space();
        if self.eat(b']') {
            self.depth -= 1;
            return Ok(());
        }
        loop {
            let value = self.value()?;
            take(value);
            self.space();
            if self.eat(b',') {
                self.space();
            } else if self.eat(b']') {
                self.depth -= 1;
                return Ok(());
            } else {
                return Err(self.fail("a comma or closing bracket is expected"));
            }
        }
    }

    fn value(&mut self) -> Result<Value<'a>, Error> {
        let start = self.at;
        match self.peek() {
            Some(b'"') => self.string().map(Value::String),
            Some(b'{') => {
                self.object(|_, _| ())?;
                Ok(Value::Object(self.nested(start)))
            }
            Some(b'[') => {
                self.array(|_| ())?;
                Ok(Value::Array(self.nested(start)))
            }
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word("true", Value::Bool(true)),
            Some(b'f') => self.word("false", Value::Bool(false)),
            Some(b'n') => self.word("null", Value::Null),
            _ => Err(self.fail("a value is expected")),
        }
    }

    fn nested(&self, start: usize) -> Nested<'a> {
        Nested { text: &self.text[start..self.at], part: self.part }
    }

    fn word(&mut self, word: &'static str, value: Value<'a>) -> Result<Value<'a>, Error> {
        if self.bytes[self.at..].starts_with(word.as_bytes()) {
            self.at += word.len();
            Ok(value)
        } else {
            Err(self.fail("a value is expected"))
        }
    }

    /// At `"`.
    fn string(&mut self) -> Result<Cow<'a, str>, Error> {
        let start = self.at + 1;
        let mut at = start;
        let mut escaped = false;
        loop {
            match self.bytes.get(at) {
                Some(b'"') => break,
                Some(b'\\') => {
                    escaped = true;
                    at += 2;
                }
                Some(0..0x20) => {
                    self.at = at;
                    return Err(self.fail("control character in a string"));
                }
                Some(_) => at += 1,
                None => return Err(self.fail("string without end")),
            }
        }
        self.at = at + 1;
        let raw = &self.text[start..at];
        if escaped {
            unescape(raw).map_err(|(offset, problem)| {
                self.at = start + offset;
                self.fail(problem)
            })
        } else {
            Ok(Cow::Borrowed(raw))
        }
    }

    /// `-`? int frac? exp? (RFC 8259 §6).
    fn number(&mut self) -> Result<Value<'a>, Error> {
        let start = self.at;
        self.eat(b'-');
        if !self.eat(b'0') {
            self.digits()?;
        }
        if self.eat(b'.') {
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(Value::Number(&self.text[start..self.at]))
    }

    fn digits(&mut self) -> Result<(), Error> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == start {
            return Err(self.fail("a digit is expected"));
        }
        Ok(())
    }

    fn enter(&mut self) -> Result<(), Error> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.fail("nested too deeply"));
        }
        self.at += 1;
        Ok(())
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    fn fail(&self, problem: &'static str) -> Error {
        Error::Json { part: self.part, at: self.at, problem }
    }
}
