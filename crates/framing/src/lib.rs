//! Where HTTP/1 messages begin and end, by the strict reading of RFC 9112, from the bytes themselves.
//!
//! hyper forgives what two servers in a row may understand differently (docs/adr/0010): a length beside chunking, a
//! bare line feed, a repeated length. This looks at the same bytes before hyper does and refuses those messages. It
//! holds no body and, unless a line is cut between two reads, no head. Every port of every role reads by it; the crate
//! must not know which.

use memchr::memchr;

/// A line of a head, of a chunk's size or of a trailer may not be longer; hyper refuses sooner.
const LONGEST_LINE: usize = 64 * 1024;
/// Bytes of all trailers together.
const LONGEST_TRAILER: usize = 16 * 1024;

/// Follows one direction of one connection.
#[derive(Debug)]
pub struct Framing {
    state: State,
    /// The part of a line that came with earlier bytes.
    cut: Vec<u8>,
    head: Head,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before a request; empty lines are passed over.
    Between,
    Head,
    /// Bytes of a body that are still to come.
    Body(u64),
    ChunkSize,
    Chunk(u64),
    ChunkEnd,
    /// Bytes of trailers so far.
    Trailer(usize),
}

/// What of a head decides the body's length.
#[derive(Debug, Default, Clone, Copy)]
struct Head {
    length: Option<u64>,
    chunked: bool,
}

/// A message that must not be passed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Violation {
    /// Bytes of the last input that come before it.
    pub at: usize,
    /// The head was good and its request may be under way.
    pub in_body: bool,
    pub why: &'static str,
}

impl Default for Framing {
    fn default() -> Self {
        Self { state: State::Between, cut: Vec::new(), head: Head::default() }
    }
}

impl Framing {
    /// No part of a request is awaited.
    pub fn between(&self) -> bool {
        self.state == State::Between && self.cut.is_empty()
    }

    /// A head has begun and not ended.
    pub fn in_head(&self) -> bool {
        self.state == State::Head || (self.state == State::Between && !self.cut.is_empty())
    }

    /// Takes the next bytes.
    pub fn feed(&mut self, bytes: &[u8]) -> Result<(), Violation> {
        let mut at = 0;
        while at < bytes.len() {
            let rest = &bytes[at..];
            match self.state {
                State::Body(left) | State::Chunk(left) => {
                    let here = (rest.len() as u64).min(left);
                    at += here as usize;
                    let left = left - here;
                    self.state = match self.state {
                        State::Body(_) if left == 0 => State::Between,
                        State::Body(_) => State::Body(left),
                        _ if left == 0 => State::ChunkEnd,
                        _ => State::Chunk(left),
                    };
                }
                _ => match memchr(b'\n', rest) {
                    None => {
                        if self.cut.len() + rest.len() > LONGEST_LINE {
                            return Err(self.violation(at, "a line is too long"));
                        }
                        self.cut.extend_from_slice(rest);
                        at = bytes.len();
                    }
                    Some(end) => {
                        let line = &rest[..end];
                        let taken = if self.cut.is_empty() {
                            self.line(line)
                        } else {
                            let mut whole = std::mem::take(&mut self.cut);
                            whole.extend_from_slice(line);
                            self.line(&whole)
                        };
                        // The line feed is not passed on, so that the head never looks complete.
                        taken.map_err(|why| self.violation(at + end, why))?;
                        at += end + 1;
                    }
                },
            }
        }
        Ok(())
    }

    fn violation(&self, at: usize, why: &'static str) -> Violation {
        Violation { at, in_body: !matches!(self.state, State::Between | State::Head), why }
    }

    /// Takes a line without its line feed.
    fn line(&mut self, line: &[u8]) -> Result<(), &'static str> {
        let Some(line) = line.strip_suffix(b"\r") else {
            return Err("a line ends without a carriage return");
        };
        self.state = match self.state {
            State::Between | State::Trailer(_) if line.is_empty() => State::Between,
            State::Between => {
                self.head = Head::default();
                State::Head
            }
            State::Head if line.is_empty() => self.head.body()?,
            State::Head => {
                self.head.field(line)?;
                State::Head
            }
            State::ChunkSize => match chunk_size(line)? {
                0 => State::Trailer(0),
                size => State::Chunk(size),
            },
            State::ChunkEnd if line.is_empty() => State::ChunkSize,
            State::ChunkEnd => return Err("a chunk is longer than its size"),
            State::Trailer(so_far) if so_far + line.len() > LONGEST_TRAILER => {
                return Err("too many trailers");
            }
            State::Trailer(so_far) => State::Trailer(so_far + line.len()),
            // Bodies have no lines.
            State::Body(_) | State::Chunk(_) => return Err("a line in a body"),
        };
        Ok(())
    }
}

impl Head {
    fn field(&mut self, line: &[u8]) -> Result<(), &'static str> {
        if !matches!(line[0], b'c' | b'C' | b't' | b'T') {
            return if matches!(line[0], b' ' | b'\t') { Err("a field is folded") } else { Ok(()) };
        }
        let Some(colon) = memchr(b':', line) else { return Err("a field has no colon") };
        let (name, value) = (&line[..colon], line[colon + 1..].trim_ascii());
        // Names with white space before the colon are refused by hyper; they must not hide here.
        let name = name.trim_ascii_end();
        if name.eq_ignore_ascii_case(b"content-length") {
            if self.length.is_some() {
                return Err("more than one content-length");
            }
            self.length = Some(digits(value).ok_or("content-length is not a number")?);
        } else if name.eq_ignore_ascii_case(b"transfer-encoding") {
            if self.chunked || !value.eq_ignore_ascii_case(b"chunked") {
                return Err("a transfer-encoding other than chunked, once");
            }
            self.chunked = true;
        }
        Ok(())
    }

    fn body(self) -> Result<State, &'static str> {
        match (self.length, self.chunked) {
            (Some(_), true) => Err("both content-length and transfer-encoding"),
            (None, true) => Ok(State::ChunkSize),
            (None | Some(0), false) => Ok(State::Between),
            (Some(length), false) => Ok(State::Body(length)),
        }
    }
}

fn digits(value: &[u8]) -> Option<u64> {
    let good = (1..=18).contains(&value.len()) && value.iter().all(u8::is_ascii_digit);
    good.then(|| value.iter().fold(0, |n, d| n * 10 + u64::from(d - b'0')))
}

/// Hexadecimal digits, then nothing or an extension, which is not looked at.
fn chunk_size(line: &[u8]) -> Result<u64, &'static str> {
    let size = line.split(|b| *b == b';').next().unwrap_or_default();
    if !(1..=15).contains(&size.len()) || !size.iter().all(u8::is_ascii_hexdigit) {
        return Err("a chunk's size is not a number");
    }
    let text = str::from_utf8(size).map_err(|_| "a chunk's size is not a number")?;
    u64::from_str_radix(text, 16).map_err(|_| "a chunk's size is not a number")
}

#[cfg(test)]
mod tests;
