use crate::Error;
use crate::json::Value;

/// Which way a fraction of a second goes; always the one that makes the token valid for less.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Rounding {
    Down,
    Up,
}

/// Beyond this a double no longer holds every whole second.
const MAX_EXACT: f64 = 9_007_199_254_740_992.0;

/// A NumericDate (RFC 7519 §2): seconds since 1970, whole or decimal, not negative. Whole numbers
/// may be as large as an `i64` (issuers write the largest for "never"), decimals as 2^53.
pub(super) fn seconds(name: &'static str, value: &Value<'_>, rounding: Rounding) -> Result<u64, Error> {
    let Value::Number(text) = value else {
        return Err(Error::claim(name, "not a number"));
    };
    if text.starts_with('-') {
        return Err(Error::claim(name, "negative"));
    }
    let out_of_range = Error::claim(name, "out of range");
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return match text.parse::<u64>() {
            Ok(whole) if i64::try_from(whole).is_ok() => Ok(whole),
            _ => Err(out_of_range),
        };
    }
    match text.parse::<f64>() {
        Ok(decimal) if (0.0..=MAX_EXACT).contains(&decimal) => Ok(match rounding {
            Rounding::Down => decimal.floor() as u64,
            Rounding::Up => decimal.ceil() as u64,
        }),
        _ => Err(out_of_range),
    }
}
