//! Patterns of parameters, as specifications write them.

use regex::{Regex, RegexBuilder};

/// Compiles a pattern, possibly in the notation `/pattern/i`.
pub fn compile(text: &str) -> Result<Regex, String> {
    let (pattern, insensitive) = match text.strip_prefix('/').and_then(|rest| rest.rsplit_once('/')) {
        Some((pattern, flags @ ("" | "i"))) => (pattern, !flags.is_empty()),
        _ => (text, false),
    };
    if pattern.len() > 2_048 {
        return Err("must have at most 2048 characters".to_owned());
    }
    let built = RegexBuilder::new(pattern).case_insensitive(insensitive).size_limit(1 << 20).build();
    built.map_err(|error| {
        let reason = error.to_string();
        let last = reason.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
        format!("is not a pattern that is supported: {last}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notations_of_java_and_javascript_are_taken() {
        for (pattern, good, bad) in [
            (r"^([a-zA-Z_][a-zA-Z\d_\-\ ]*)$", "a b-1", "1"),
            (r"/^[a-z]{1,3}$/i", "AbC", "abcd"),
            (r"^(true|false)$", "true", "yes"),
            (r"/^\S+$/", "a", " "),
        ] {
            let pattern = compile(pattern).expect("a pattern");
            assert!(pattern.is_match(good) && !pattern.is_match(bad), "{pattern}");
        }
        assert!(compile("(?=a)").unwrap_err().contains("look-around"));
        assert!(compile("(a{1000}){1000}").is_err());
    }
}
