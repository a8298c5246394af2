//! The one form of a request's path. It is made once; routing, authorisation and the back end all see this form, so
//! that no spelling of a path is judged differently from how it is served (reliability.md, scenario 20).

use std::borrow::Cow;

/// The path cannot be given one meaning; the text says why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ambiguous(pub &'static str);

/// Normalises a path that starts with `/` (RFC 3986, sections 6.2.2 and 5.2.4):
/// - `%` escapes of unreserved characters are decoded, others keep their escape with upper-case digits (`%2F` stays
///   `%2F`: it is part of a segment, not a separator);
/// - `.` and `..` segments are resolved and repeated slashes become one;
/// - characters outside ASCII are escaped.
///
/// Refused: `..` above the root, a backslash, a NUL, an incomplete escape, and segments in which a decoder of `%2F`,
/// `%5C` or of `;` parameters would find a dot segment.
pub fn normalise(raw: &str) -> Result<Cow<'_, str>, Ambiguous> {
    if !raw.starts_with('/') {
        return Err(Ambiguous("The request's path must start with '/'"));
    }
    if is_normal(raw.as_bytes()) {
        return Ok(Cow::Borrowed(raw));
    }
    let mut out = String::with_capacity(raw.len());
    let mut segments = raw[1..].split('/').peekable();
    while let Some(raw) = segments.next() {
        let last = segments.peek().is_none();
        let segment = segment(raw)?;
        match segment.as_ref() {
            "" if !last => {}
            "." => {
                if last {
                    out.push('/');
                }
            }
            ".." => {
                let parent = out.rfind('/').ok_or(Ambiguous("The request's path leads above the root"))?;
                out.truncate(parent);
                if last {
                    out.push('/');
                }
            }
            segment => {
                out.push('/');
                out.push_str(segment);
            }
        }
    }
    if out.is_empty() {
        out.push('/');
    }
    Ok(Cow::Owned(out))
}

/// Normalises one segment of a path or of a template.
pub fn segment(raw: &str) -> Result<Cow<'_, str>, Ambiguous> {
    let plain = |b: &u8| !matches!(b, b'%' | b'\\' | b';') && (0x21..0x7f).contains(b);
    if raw.as_bytes().iter().all(plain) {
        return Ok(Cow::Borrowed(raw));
    }
    let mut out = String::with_capacity(raw.len() + 8);
    // What a server that decodes everything would see.
    let mut decoded = Vec::with_capacity(raw.len());
    let mut bytes = raw.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' => return Err(Ambiguous("The request's path contains a backslash")),
            b'%' => {
                let value = match (bytes.next().and_then(hex), bytes.next().and_then(hex)) {
                    (Some(high), Some(low)) => high << 4 | low,
                    _ => return Err(Ambiguous("The request's path contains an incomplete escape")),
                };
                if value == 0 {
                    return Err(Ambiguous("The request's path contains a NUL"));
                }
                decoded.push(value);
                if value.is_ascii_alphanumeric() || matches!(value, b'-' | b'.' | b'_' | b'~') {
                    out.push(char::from(value));
                } else {
                    escape(value, &mut out);
                }
            }
            0x21..0x7f => {
                decoded.push(byte);
                out.push(char::from(byte));
            }
            _ => {
                decoded.push(byte);
                escape(byte, &mut out);
            }
        }
    }
    if out != "." && out != ".." && hides_dots(&decoded) {
        return Err(Ambiguous("The request's path hides a dot segment"));
    }
    Ok(Cow::Owned(out))
}

/// The segment without its `;` parameters, as servlet containers see it.
pub fn without_parameters(path: &str) -> Option<String> {
    if !path.contains(';') {
        return None;
    }
    let bare = |s: &str| s.split(';').next().unwrap_or_default().to_owned();
    Some(path.split('/').map(bare).collect::<Vec<_>>().join("/"))
}

fn is_normal(path: &[u8]) -> bool {
    let mut after_slash = false;
    for &b in path {
        match b {
            b'%' | b'\\' | b';' | 0..=0x20 | 0x7f..=0xff => return false,
            // Any dot that begins a segment takes the slow way.
            b'/' | b'.' if after_slash => return false,
            _ => {}
        }
        after_slash = b == b'/';
    }
    true
}

fn hides_dots(decoded: &[u8]) -> bool {
    decoded.split(|b| matches!(b, b'/' | b'\\')).any(|part| {
        let name = part.split(|b| *b == b';').next().unwrap_or_default();
        // A lone `x%2f.` is harmless, `..` is not; `.;x` and `..;x` are dot segments to servlet containers.
        name == b".." || (name == b"." && part.len() > 1)
    })
}

const fn hex(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

fn escape(byte: u8, out: &mut String) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    out.push('%');
    out.push(char::from(DIGITS[usize::from(byte >> 4)]));
    out.push(char::from(DIGITS[usize::from(byte & 15)]));
}

#[cfg(test)]
mod tests;
