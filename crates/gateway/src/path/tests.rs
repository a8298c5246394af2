use proptest::prelude::*;

use super::*;

#[test]
fn one_form_per_path() {
    for (raw, normal) in [
        ("/", "/"),
        ("/a/b", "/a/b"),
        ("/a/b/", "/a/b/"),
        ("/a//b", "/a/b"),
        ("//a", "/a"),
        ("/a/./b", "/a/b"),
        ("/a/../b", "/b"),
        ("/a/b/..", "/a/"),
        ("/a/.", "/a/"),
        ("/a/..", "/"),
        ("/%61/%7e", "/a/~"),
        ("/a/%2e%2e/b", "/b"),
        ("/a/b%2fc", "/a/b%2Fc"),
        ("/a/b%2Fc", "/a/b%2Fc"),
        ("/a/caf%c3%a9", "/a/caf%C3%A9"),
        ("/a/x;v=1/b", "/a/x;v=1/b"),
        ("/a/,-._~:@!$&'()*+=", "/a/,-._~:@!$&'()*+="),
        ("/.well-known/x", "/.well-known/x"),
        ("/a/...", "/a/..."),
    ] {
        assert_eq!(normalise(raw).as_deref(), Ok(normal), "{raw}");
    }
    assert_eq!(normalise("/é").as_deref(), Ok("/%C3%A9"));
}

#[test]
fn what_has_two_meanings_is_refused() {
    for raw in [
        "a",
        "/..",
        "/a/../..",
        "/a\\b",
        "/a/%00",
        "/a/%",
        "/a/%2",
        "/a/%zz",
        "/a/..;/b",
        "/a/..;x=1/b",
        "/a/.;/b",
        "/a/..%2fb",
        "/a/x%2f..%2fb",
        "/a/%2e%2e%5cb",
        "/a/x%5c..",
        "/a/%2e%2e;/b",
    ] {
        assert!(normalise(raw).is_err(), "{raw}");
    }
}

#[test]
fn parameters_are_told_apart() {
    assert_eq!(without_parameters("/a/b"), None);
    assert_eq!(without_parameters("/a;x=1/b;y").as_deref(), Some("/a/b"));
}

proptest! {
    /// Normalising is idempotent, and its result has no dot segment, whichever way it is decoded.
    #[test]
    fn normal_paths_stay_and_have_no_dots(raw in "/[a./%2ef5cC;\\\\é0]{0,24}") {
        if let Ok(once) = normalise(&raw) {
            let twice = normalise(&once).map(Cow::into_owned);
            prop_assert_eq!(twice.as_deref(), Ok(once.as_ref()));
            let decoded = once.replace("%2F", "/").replace("%5C", "/");
            for segment in decoded.split('/') {
                let bare = segment.split(';').next().unwrap_or_default();
                prop_assert!(bare != "..", "{} -> {}", raw, once);
            }
        }
    }
}
