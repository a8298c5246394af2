use super::*;

fn template(text: &str) -> UriTemplate {
    UriTemplate::parse(text).unwrap()
}

#[test]
fn accepts_and_refuses() {
    for text in ["/", "/*", "/a", "/a/", "/a/{b}", "/a/{b}/*", "/a/{b}.json", "/a-b_c.d~e/%20", "/{a}/{b}"] {
        assert!(UriTemplate::parse(text).is_ok(), "{text}");
    }
    for (text, error) in [
        ("", TemplateError::NoLeadingSlash),
        ("a", TemplateError::NoLeadingSlash),
        ("/a b", TemplateError::InvalidCharacter(' ')),
        ("/a?b", TemplateError::InvalidCharacter('?')),
        ("/a\u{0}", TemplateError::InvalidCharacter('\u{0}')),
        ("/{a", TemplateError::Braces),
        ("/a}", TemplateError::Braces),
        ("/{}", TemplateError::Braces),
        ("/{{a}}", TemplateError::Braces),
        ("/{a}}", TemplateError::Braces),
        ("/{a}{b}", TemplateError::SeveralParameters),
        ("/{a}/{a}", TemplateError::DuplicateParameter),
        ("/*/a", TemplateError::Wildcard),
        ("/a*", TemplateError::Wildcard),
    ] {
        assert_eq!(UriTemplate::parse(text), Err(error), "{text}");
    }
}

#[test]
fn matches_paths() {
    for (text, path, values) in [
        ("/", "/", Some(vec![])),
        ("/a", "/a", Some(vec![])),
        ("/a", "/a/", Some(vec![])),
        ("/a/", "/a", Some(vec![])),
        ("/a", "/b", None),
        ("/a", "/a/b", None),
        ("/a/{id}", "/a/7", Some(vec!["7"])),
        ("/a/{id}", "/a/", None),
        ("/a/{id}.json", "/a/7.json", Some(vec!["7"])),
        ("/a/{id}.json", "/a/.json", None),
        ("/{a}/x/{b}", "/1/x/2", Some(vec!["1", "2"])),
        ("/*", "/", Some(vec![])),
        ("/*", "/a/b/c", Some(vec![])),
        ("/a/*", "/a", Some(vec![])),
        ("/a/*", "/b", None),
    ] {
        assert_eq!(template(text).matches(path), values, "{text} {path}");
    }
}

#[test]
fn most_specific_first() {
    let mut templates: Vec<UriTemplate> =
        ["/*", "/a/*", "/{x}", "/a", "/a/{b}", "/a/b", "/a/{b}.json", "/a/{b}/c", "/{x}/c"]
            .map(template)
            .into();
    templates.sort_by(UriTemplate::precedence);
    let order: Vec<&str> = templates.iter().map(UriTemplate::as_str).collect();
    assert_eq!(order, ["/a/b", "/a/{b}.json", "/a/{b}/c", "/a/{b}", "/a/*", "/a", "/{x}/c", "/{x}", "/*"]);
}

#[test]
fn names_of_parameters() {
    assert_eq!(parameter_names("/a/{b}/{c}{b}/{}/{d"), ["b", "c"]);
    assert_eq!(template("/{a}/x.{b}").parameters().collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(template("/a/").normalised(), "/a");
    assert_eq!(normalise("///"), "/");
}
