//! Nothing is switched off quietly: no ignored test, no unfinished code, no silenced lint.

use anyhow::Result;

use crate::Offences;
use crate::tree::Tree;

/// What is refused, and what to do instead. Looked for in code, not in comments.
const IN_CODE: &[(&str, &str)] = &[
    ("#[ignore", "a test runs or it goes"),
    ("todo!(", "finish it, or answer `not supported` with a reason"),
    ("unimplemented!(", "finish it, or answer `not supported` with a reason"),
    ("#[allow(", "use #[expect(lint, reason = \"...\")]"),
    ("#![allow(", "use #![expect(lint, reason = \"...\")]"),
];
/// Refused in comments too; spelled in two parts so that this file passes its own check.
const ANYWHERE: &[(&str, &str)] = &[(concat!("FIX", "ME"), "fix it, or open an issue")];
/// This crate names what it refuses.
const OWN: &str = "crates/xtask/";

pub fn check(tree: &Tree) -> Result<Offences> {
    let mut offences = Offences::new();
    for path in tree.with_extension(&["rs"]).filter(|path| !path.starts_with(OWN)) {
        offences.extend(scan(path, &tree.read(path)?));
    }
    Ok(offences)
}

fn scan(path: &str, text: &str) -> Offences {
    let mut offences = Offences::new();
    for (index, line) in text.lines().enumerate() {
        let comment = line.trim_start().starts_with("//");
        let code: &[_] = if comment { &[] } else { IN_CODE };
        for (refused, instead) in code.iter().chain(ANYWHERE) {
            if line.contains(refused) {
                offences.push(format!("{path}:{}: `{refused}`: {instead}", index + 1));
            }
        }
    }
    offences
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silenced_code_is_named_with_its_line() {
        let text =
            "#[test]\n#[ignore = \"slow\"]\nfn a() {\n    todo!()\n}\n#[allow(dead_code)]\nfn b() {}\n";
        let offences = scan("a.rs", text);
        assert_eq!(offences.len(), 3);
        assert!(offences[0].starts_with("a.rs:2: `#[ignore`"));
        assert!(offences[1].starts_with("a.rs:4: `todo!(`"));
        assert!(offences[2].starts_with("a.rs:6: `#[allow(`"));
    }

    #[test]
    fn comments_may_speak_of_it_except_for_open_ends() {
        assert!(scan("a.rs", "// never `#[allow(...)]`\n#[expect(dead_code, reason = \"x\")]\n").is_empty());
        assert_eq!(scan("a.rs", concat!("// FIX", "ME later\n")).len(), 1);
    }
}
