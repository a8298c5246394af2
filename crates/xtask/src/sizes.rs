//! A file stays under 400 lines, and no module is a drawer (conventions: one noun per file).

use anyhow::Result;

use crate::Offences;
use crate::tree::Tree;

const LIMIT: usize = 400;
const SOURCES: &[&str] = &["rs", "ts", "tsx"];
/// Written by a generator, checked in for review; nobody reads them top to bottom.
const GENERATED: &[&str] = &[".gen.rs", ".gen.ts", ".gen.tsx"];
const DRAWERS: &[&str] = &["util", "utils", "common", "helper", "helpers", "misc", "manager", "managers"];

pub fn check(tree: &Tree) -> Result<Offences> {
    let mut offences = Offences::new();
    for path in tree.with_extension(SOURCES) {
        offences.extend(drawer(path));
        offences.extend(too_long(path, tree.read(path)?.lines().count()));
    }
    Ok(offences)
}

fn too_long(path: &str, lines: usize) -> Option<String> {
    let generated = GENERATED.iter().any(|suffix| path.ends_with(suffix));
    (lines > LIMIT && !generated)
        .then(|| format!("{path} has {lines} lines, {LIMIT} are allowed: split it by noun"))
}

fn drawer(path: &str) -> Option<String> {
    let name = path
        .split('/')
        .map(|part| part.split_once('.').map_or(part, |(stem, _)| stem))
        .find(|part| DRAWERS.contains(part))?;
    Some(format!("{path}: nothing is called `{name}`; name it after what it holds"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_hundred_lines_pass_and_one_more_does_not() {
        assert_eq!(too_long("crates/rest/src/lib.rs", LIMIT), None);
        let offence = too_long("crates/rest/src/lib.rs", LIMIT + 1).unwrap();
        assert!(offence.contains("crates/rest/src/lib.rs has 401 lines"));
        assert_eq!(too_long("web/src/api/publisher.gen.ts", 9_000), None);
    }

    #[test]
    fn drawers_are_refused_as_file_and_as_folder() {
        for path in ["crates/rest/src/util.rs", "crates/rest/src/common/page.rs", "web/src/helpers.test.ts"] {
            assert!(drawer(path).is_some(), "{path}");
        }
        for path in ["crates/traffic/src/lib.rs", "crates/oauth/src/key_manager.rs", "web/src/utility.tsx"] {
            assert_eq!(drawer(path), None);
        }
    }
}
