//! Names of entries.

/// Bytes of a name.
const LONGEST: usize = 512;
/// Folders above a file.
const DEEPEST: usize = 16;

/// Why a name is no path below the archive's root: `a/b.yaml`, or `a/` of a folder.
pub(crate) fn problem(name: &str) -> Option<&'static str> {
    let path = name.strip_suffix('/').unwrap_or(name);
    let drive = path.as_bytes().get(1) == Some(&b':');
    let segments = || path.split('/');
    if name.len() > LONGEST {
        Some("has a name that is too long")
    } else if name.contains(char::is_control) {
        Some("has a control character in its name")
    } else if name.contains('\\') {
        Some("has a backslash in its name")
    } else if name.starts_with('/') || drive {
        Some("has an absolute path")
    } else if segments().any(|s| s == "..") {
        Some("leads out of the archive")
    } else if segments().any(|s| s.is_empty() || s == ".") {
        Some("has an empty part in its path")
    } else if segments().count() > DEEPEST {
        Some("is in too many folders")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::problem;

    #[test]
    fn only_paths_below_the_root_are_taken() {
        for good in ["api.yaml", "A-1.0/", "A-1.0/Docs/a b/ä.pdf", "a..b/...c"] {
            assert_eq!(problem(good), None, "{good}");
        }
        let long = "x".repeat(600);
        let deep = "a/".repeat(40) + "b";
        for bad in [
            "",
            "/",
            "/etc/passwd",
            "../x",
            "a/../x",
            "a/..",
            "a//b",
            "./a",
            "a\\b",
            "..\\x",
            "C:\\x",
            "c:x",
            "a\0b",
            "a\nb",
            &long,
            &deep,
        ] {
            assert!(problem(bad).is_some(), "{bad:?}");
        }
    }
}
