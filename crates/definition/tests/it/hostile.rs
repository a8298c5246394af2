//! Texts that attack the reader: each is refused, with a reason, within the bounds.

use definition::{Code, Limits, OpenApi};

fn refused(bytes: &[u8], limits: &Limits) -> (Code, String, String) {
    let problems = OpenApi::parse(bytes, limits).expect_err("a hostile text");
    assert_eq!(problems.len(), 1);
    let problem = problems.into_iter().next().unwrap();
    (problem.code, problem.pointer, problem.message)
}

fn refused_as(text: &str) -> Code {
    refused(text.as_bytes(), &Limits::default()).0
}

#[test]
fn deep_nesting() {
    let deep = 100_000;
    for text in [
        format!("{{\"a\":{}", "[".repeat(deep)),
        format!("{}1{}", "{\"a\":".repeat(deep), "}".repeat(deep)),
        "[".repeat(deep),
        format!("a: {}", "{a: ".repeat(deep)),
        "- ".repeat(deep),
        "[\n".repeat(deep),
        format!("a: '}}'\nb: {}", "['}',".repeat(deep)),
    ] {
        assert_eq!(refused_as(&text), Code::TooDeep, "{}", &text[..40]);
    }
    let (_, pointer, message) =
        refused(format!("{{\"a\":{}", "[".repeat(deep)).as_bytes(), &Limits::default());
    assert!(pointer.starts_with("/a/0/0"), "{pointer}");
    assert_eq!(message, "arrays and objects are nested deeper than 100 levels");
}

#[test]
fn depth_up_to_the_limit_is_read() {
    let nested = |levels: usize| {
        let inner = levels - 1;
        format!("{{\"openapi\":\"3.0.0\",\"x\":{}{}}}", "[".repeat(inner), "]".repeat(inner))
    };
    assert!(OpenApi::parse(nested(100).as_bytes(), &Limits::default()).is_ok());
    assert_eq!(refused_as(&nested(101)), Code::TooDeep);
}

#[test]
fn billion_laughs() {
    let laugh = |i: usize| format!("a{i}: &a{i} [{}]\n", vec![format!("*a{}", i - 1); 9].join(", "));
    let text = "a0: &a0 [lol, lol]\n".to_owned() + &(1..40).map(laugh).collect::<Vec<_>>().concat();
    assert_eq!(refused_as(&text), Code::TooManyAliases);
    // Few values, but long ones.
    let long = format!("a: &a {}\nb: [{}]\n", "x".repeat(100_000), "*a, ".repeat(1000));
    assert_eq!(refused_as(&long), Code::TooManyAliases);
    // Deep by aliases only.
    let step = |i: usize| format!("a{i}: &a{i} [*a{}]\n", i - 1);
    let stair = "a0: &a0 [x]\n".to_owned() + &(1..150).map(step).collect::<Vec<_>>().concat();
    assert!(matches!(refused_as(&stair), Code::TooDeep));
    assert_eq!(refused_as("a: &a [*a]"), Code::Syntax);
    assert_eq!(refused_as("a: *nowhere"), Code::Syntax);
}

#[test]
fn size_and_number_of_values() {
    let mut text = b"{\"openapi\":\"3.0.0\",\"x\":\"".to_vec();
    text.resize(12 * 1024 * 1024, b'a');
    let (code, pointer, message) = refused(&text, &Limits::default());
    assert_eq!((code, pointer.as_str()), (Code::TooLarge, ""));
    assert_eq!(message, "the document has 12582912 bytes; at most 10485760 are allowed");
    let limits = Limits { max_nodes: 10_000, ..Limits::default() };
    for many in [format!("{{\"a\":[{}0]}}", "0,".repeat(20_000)), format!("[{}]", "a,".repeat(20_000))] {
        assert_eq!(refused(many.as_bytes(), &limits).0, Code::TooManyNodes);
    }
}

#[test]
fn names_that_appear_twice() {
    for (text, at) in [
        ("{\"openapi\":\"3.0.0\",\"paths\":{\"/a\":{},\"/a\":{}}}", "/paths/~1a"),
        ("{\"a\":[{},{\"b\":1,\"b\":2}]}", "/a/1/b"),
        ("openapi: 3.0.0\npaths:\n  /a: {}\n  /a: {}\n", "/paths/~1a"),
        ("a: [{}, {b: 1, 'b': 2}]", "/a/1/b"),
        ("1: a\n'1': b", "/1"),
    ] {
        let (code, pointer, message) = refused(text.as_bytes(), &Limits::default());
        assert_eq!((code, pointer.as_str()), (Code::DuplicateKey, at), "{text}");
        assert!(message.contains("appears twice"), "{message}");
    }
}

#[test]
fn encoding_and_syntax() {
    let (code, _, message) = refused(b"{\"openapi\": \"\xff\"}", &Limits::default());
    assert_eq!(
        (code, message.as_str()),
        (Code::NotUtf8, "the document is not UTF-8: invalid byte at offset 13")
    );
    for text in [
        "",
        "  \n",
        "{",
        "{\"a\":1}x",
        "{\"a\":1e999}",
        "{'a': 1}",
        "a: [",
        "a: b: c",
        "\t- x\n a",
        "a\n---\nb",
        "%",
        "a: \"\\q\"",
    ] {
        assert!(matches!(refused_as(text), Code::Syntax), "{text:?}");
    }
    let (_, _, message) = refused(b"{\n \"a\": tru }", &Limits::default());
    assert!(
        message.starts_with("the document is not valid JSON: ") && message.contains("line 2"),
        "{message}"
    );
    let (_, _, message) = refused(b"a: b\nc: [", &Limits::default());
    assert!(
        message.starts_with("the document is not valid YAML: ")
            && message.contains("unclosed bracket '[' at line 2 column 4"),
        "{message}"
    );
    for complex in ["{a: b}: c", "? [a]\n: b", &"? ".repeat(100_000)] {
        let text = format!("x:\n  {}", complex.replace('\n', "\n  "));
        assert!(matches!(refused_as(&text), Code::Syntax), "{text}");
    }
}
