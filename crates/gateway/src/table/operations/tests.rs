use proptest::prelude::*;

use super::*;

fn table(templates: &[(&str, Method)]) -> Operations {
    let mut operations = Operations::default();
    for (index, (template, method)) in templates.iter().enumerate() {
        operations.insert(template, method.clone(), index as u16);
    }
    operations
}

#[test]
fn the_most_specific_template_with_the_method_wins() {
    let templates = [
        ("/*", Method::GET),
        ("/orders", Method::GET),
        ("/orders/{id}", Method::GET),
        ("/orders/new", Method::POST),
        ("/orders/{id}/items/{item}", Method::GET),
        ("/orders/{id}/items/*", Method::GET),
        ("/files/{name}.json", Method::GET),
        ("/files/{name}", Method::GET),
        ("/files/v{major}.{minor}", Method::GET),
        ("/caf%c3%a9", Method::GET),
        ("/only/*", Method::POST),
    ];
    let operations = table(&templates);
    for (path, expected) in [
        ("", "/*"),
        ("/", "/*"),
        ("/nothing", "/*"),
        ("/orders", "/orders"),
        ("/orders/", "/orders"),
        ("/orders/7", "/orders/{id}"),
        ("/orders/7/", "/orders/{id}"),
        ("/orders/new", "/orders/{id}"),
        ("/orders/7/items", "/orders/{id}/items/*"),
        ("/orders/7/items/3", "/orders/{id}/items/{item}"),
        ("/orders/7/items/3/x", "/orders/{id}/items/*"),
        ("/orders/7/other", "/*"),
        ("/files/a.json", "/files/{name}.json"),
        ("/files/a.xml", "/files/{name}"),
        ("/files/v1.2", "/files/v{major}.{minor}"),
        ("/files/v1.", "/files/{name}"),
        ("/files/.json", "/files/{name}"),
        ("/files/a%2Fb", "/files/{name}"),
        ("/caf%C3%A9", "/caf%c3%a9"),
        ("/only/x", "/*"),
    ] {
        let Found::Operation(index) = operations.find(path, &Method::GET) else { panic!("{path}: nothing") };
        assert_eq!(templates[usize::from(index)].0, expected, "{path}");
    }
}

#[test]
fn other_methods_are_those_of_the_most_specific_match() {
    let operations = table(&[
        ("/orders/{id}", Method::GET),
        ("/orders/{id}", Method::DELETE),
        ("/orders/new", Method::POST),
    ]);
    assert_eq!(
        operations.find("/orders/7", &Method::PUT),
        Found::OtherMethods(vec![Method::GET, Method::DELETE])
    );
    assert_eq!(operations.find("/orders/new", &Method::PUT), Found::OtherMethods(vec![Method::POST]));
    assert_eq!(operations.methods("/orders/new"), Some(vec![Method::POST]));
    assert_eq!(operations.find("/other", &Method::GET), Found::Nothing);
    assert_eq!(operations.methods("/other"), None);
}

/// How specific a template is, segment by segment; `None` when it does not match.
fn rank(template: &str, path: &str) -> Option<Vec<u8>> {
    let path: Vec<&str> = path.split('/').filter(|s| !s.is_empty()).collect();
    let template: Vec<&str> = template.split('/').filter(|s| !s.is_empty()).collect();
    let mut rank = Vec::new();
    for (i, part) in template.iter().enumerate() {
        if *part == "*" {
            // A template that ends exactly here is better than its rest.
            rank.push(u8::from(i != path.len()));
            return Some(rank);
        }
        let segment = path.get(i)?;
        match (part.starts_with('{'), part == segment) {
            (true, _) => rank.push(2),
            (false, true) => rank.push(4),
            (false, false) => return None,
        }
    }
    rank.push(3);
    (template.len() == path.len()).then_some(rank)
}

proptest! {
    /// The same answer as ranking every template.
    #[test]
    fn agrees_with_ranking_every_template(
        templates in prop::collection::vec(("(/(a|b|\\{x\\})){0,4}(/\\*)?", prop::bool::ANY), 1..16),
        path in "(/[abc]){0,5}/?",
    ) {
        let method = |get| if get { Method::GET } else { Method::POST };
        let list: Vec<(&str, Method)> = templates.iter().map(|(t, g)| (t.as_str(), method(*g))).collect();
        let found = table(&list).find(&path, &Method::GET);
        let best = templates.iter().filter(|(_, get)| *get).filter_map(|(t, _)| rank(t, &path)).max();
        match found {
            Found::Operation(index) => {
                prop_assert_eq!(rank(&templates[usize::from(index)].0, &path), best);
            }
            Found::OtherMethods(_) => {
                prop_assert!(best.is_none());
                prop_assert!(templates.iter().any(|(t, _)| rank(t, &path).is_some()));
            }
            Found::Nothing => prop_assert!(templates.iter().all(|(t, _)| rank(t, &path).is_none())),
        }
    }
}
