//! The value of a YAML scalar: the core schema of YAML 1.2 (section 10.3.2), kept to what JSON can say.

use serde_json::{Number, Value};

/// Resolves a plain, untagged scalar. What has no exact JSON form (`.nan`, `0123`) stays text.
pub(super) fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ => number(text).map_or_else(|| Value::String(text.to_owned()), Value::Number),
    }
}

fn number(text: &str) -> Option<Number> {
    if let Some(digits) = text.strip_prefix("0x") {
        return radix(digits, 16);
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return radix(digits, 8);
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))),
        None => (unsigned, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let leading_zero = whole.len() > 1 && whole.starts_with('0');
    if whole.len() + fraction.len() == 0
        || leading_zero
        || !digits(whole)
        || !digits(fraction)
        || exponent.is_some_and(|e| e.is_empty() || !digits(e))
    {
        return None;
    }
    if !mantissa.contains('.') && exponent.is_none() {
        let plain = text.strip_prefix('+').unwrap_or(text);
        if let Ok(value) = plain.parse::<u64>() {
            return Some(value.into());
        }
        if let Ok(value) = plain.parse::<i64>() {
            return Some(value.into());
        }
    }
    text.parse::<f64>().ok().and_then(Number::from_f64)
}

fn radix(digits: &str, radix: u32) -> Option<Number> {
    if digits.starts_with(['+', '-']) {
        return None;
    }
    u64::from_str_radix(digits, radix).ok().map(Number::from)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn core_schema() {
        for (text, value) in [
            ("", json!(null)),
            ("~", json!(null)),
            ("True", json!(true)),
            ("yes", json!("yes")),
            ("12", json!(12)),
            ("-12", json!(-12)),
            ("+12", json!(12)),
            ("1.0", json!(1.0)),
            (".5", json!(0.5)),
            ("5.", json!(5.0)),
            ("1e3", json!(1000.0)),
            ("0x1F", json!(31)),
            ("0o17", json!(15)),
            ("0123", json!("0123")),
            ("1.0.0", json!("1.0.0")),
            ("2024-01-01", json!("2024-01-01")),
            (".nan", json!(".nan")),
            (".", json!(".")),
            ("-", json!("-")),
            ("1e", json!("1e")),
            ("1e999", json!("1e999")),
            ("18446744073709551615", json!(18_446_744_073_709_551_615_u64)),
        ] {
            assert_eq!(plain(text), value, "{text}");
        }
    }
}
