use std::borrow::Cow;

/// Undoes the escapes of a string's inside, which holds no bare quote and no control character.
/// The error is the offset of the escape at fault and what is wrong with it.
pub(super) fn unescape(raw: &str) -> Result<Cow<'_, str>, (usize, &'static str)> {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let offset = raw.len() - rest.len() + at;
        let escape = &rest[at + 1..];
        let (character, used) = one(escape).map_err(|problem| (offset, problem))?;
        out.push(character);
        rest = &escape[used..];
    }
    out.push_str(rest);
    Ok(Cow::Owned(out))
}

/// The character an escape stands for, and its length after the backslash.
fn one(escape: &str) -> Result<(char, usize), &'static str> {
    let plain = match escape.as_bytes().first() {
        Some(b'"') => '"',
        Some(b'\\') => '\\',
        Some(b'/') => '/',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => return unicode(escape),
        _ => return Err("unknown escape"),
    };
    Ok((plain, 1))
}

fn unicode(escape: &str) -> Result<(char, usize), &'static str> {
    const LONE: &str = "unpaired surrogate";
    let high = hex4(escape, 1)?;
    if !(0xD800..0xE000).contains(&high) {
        return char::from_u32(high).map(|c| (c, 5)).ok_or(LONE);
    }
    if high >= 0xDC00 || escape.get(5..7) != Some("\\u") {
        return Err(LONE);
    }
    let low = hex4(escape, 7)?;
    if !(0xDC00..0xE000).contains(&low) {
        return Err(LONE);
    }
    let code = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
    char::from_u32(code).map(|c| (c, 11)).ok_or(LONE)
}

fn hex4(escape: &str, from: usize) -> Result<u32, &'static str> {
    let digits = escape
        .get(from..from + 4)
        .filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))
        .ok_or("bad \\u escape")?;
    u32::from_str_radix(digits, 16).map_err(|_| "bad \\u escape")
}
