//! The configuration file of a package: what the role reads, each key commented out at its default, so that a later
//! version's defaults come with it.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Result, ensure};

use super::{Distribution, said};

pub fn of(binary: &Path, distribution: &Distribution) -> Result<String> {
    let text = restrict(&said(binary, &["config", "default"])?, distribution.reads)?;
    // The role's own program has the last word.
    let draft = binary.with_extension("toml");
    std::fs::write(&draft, &text)?;
    let checked = said(binary, &["config", "check", &draft.display().to_string()]);
    std::fs::remove_file(&draft)?;
    checked?;
    Ok(text)
}

/// Keeps the sections and keys of `reads`; each must be there.
fn restrict(all: &str, reads: &[&str]) -> Result<String> {
    let mut blocks = all.split("\n\n");
    let mut text = blocks.next().unwrap_or_default().trim_end().to_owned();
    text.push_str(" Keys below are at their defaults: take the\n# mark away to set one.\n");
    let mut met = Vec::new();
    for block in blocks {
        let mut lines = block.trim_end().lines().peekable();
        let (mut head, mut name) = (Vec::new(), "");
        for line in lines.by_ref() {
            head.push(line);
            if let Some(section) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
                name = section;
                break;
            }
        }
        let mut keys = String::new();
        let mut comments = Vec::new();
        for line in lines {
            if line.starts_with('#') {
                comments.push(line);
                continue;
            }
            let key = line.split(" = ").next().unwrap_or_default();
            let full = format!("{name}.{key}");
            let unread = reads.iter().find(|r| r.strip_prefix('-') == Some(&*full));
            met.extend(unread);
            let asked = reads.iter().find(|r| unread.is_none() && (**r == name || **r == full));
            let comments = std::mem::take(&mut comments);
            if let Some(asked) = asked {
                met.push(*asked);
                let _ = write!(keys, "{}\n#{line}\n", comments.join("\n"));
            }
        }
        if !keys.is_empty() {
            let _ = write!(text, "\n{}\n{keys}", head.join("\n"));
        }
    }
    for asked in reads {
        ensure!(met.contains(asked), "the configuration has no {asked}: correct crates/xtask/src/dist.rs");
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: &str = "# Top.\n\n# One.\n[one]\n# A.\na = 1\n# B,\n# of two lines.\nb = \"x\"\n\n# Two.\n[two]\n# C.\nc = 2\n";

    #[test]
    fn only_what_is_read_stays_and_a_name_that_is_gone_is_told() {
        let text = restrict(ALL, &["one.b"]).unwrap();
        assert!(text.ends_with("\n# One.\n[one]\n# B,\n# of two lines.\n#b = \"x\"\n"), "{text}");
        assert!(!restrict(ALL, &["one", "-one.a"]).unwrap().contains("#a = 1"));
        assert!(restrict(ALL, &["one", "two"]).unwrap().contains("#a = 1"));
        let error = restrict(ALL, &["one.gone"]).unwrap_err().to_string();
        assert!(error.contains("one.gone"), "{error}");
    }
}
