//! Names as tokens of subjects: reversible, and usual names stay readable.

/// Bytes outside `[A-Za-z0-9-_]` become `=XX`, and so does a `_` at the beginning, which is kept for words of ours. The
/// empty name is `=`.
pub fn encode(name: &str) -> String {
    if name.is_empty() {
        return "=".to_owned();
    }
    let mut token = String::with_capacity(name.len());
    for (at, byte) in name.bytes().enumerate() {
        if byte.is_ascii_alphanumeric() || byte == b'-' || (byte == b'_' && at > 0) {
            token.push(char::from(byte));
        } else {
            token.push('=');
            token.extend([byte >> 4, byte & 15].map(|n| char::from(b"0123456789ABCDEF"[usize::from(n)])));
        }
    }
    token
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The name behind a token that [`encode`] made; `None` for others.
    fn decode(token: &str) -> Option<String> {
        let mut name = Vec::with_capacity(token.len());
        let mut rest = if token == "=" { &[][..] } else { token.as_bytes() };
        while let Some((&byte, tail)) = rest.split_first() {
            if byte == b'=' {
                let (hex, tail) = tail.split_at_checked(2)?;
                name.push(u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok()?);
                rest = tail;
            } else {
                name.push(byte);
                rest = tail;
            }
        }
        let name = String::from_utf8(name).ok()?;
        (encode(&name) == token).then_some(name)
    }

    #[test]
    fn usual_names_stay_readable() {
        for (name, token) in [
            ("Default", "Default"),
            ("carbon.super", "carbon=2Esuper"),
            ("0192f0c1-7b1a.Default", "0192f0c1-7b1a=2EDefault"),
            ("_all", "=5Fall"),
            ("", "="),
            ("a*>\n", "a=2A=3E=0A"),
        ] {
            assert_eq!(encode(name), token);
        }
        for bad in ["", "=2", "=zz", "a.b", "=2e", "=41", "=FF"] {
            assert_eq!(decode(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn every_name_comes_back_from_one_token(name in ".*") {
            let token = encode(&name);
            prop_assert!(!token.is_empty() && !token.starts_with('_'));
            prop_assert!(token.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_=".contains(&b)));
            prop_assert_eq!(decode(&token), Some(name));
        }
    }
}
