use super::*;

fn parse(text: &str) -> Result<Object<'_>, Error> {
    Object::parse(text.as_bytes(), 1 << 20, "test")
}

#[test]
fn reads_every_kind_of_value() {
    let object = parse(
        r#" { "s" : "a\u00e9\n\uD83D\uDE00", "n": -1.5e+3, "t":true,"f":false,"z":null,
              "a":[1,"x",[]], "o":{"k":{}} } "#,
    )
    .unwrap();
    assert_eq!(object.len(), 7);
    assert_eq!(object.get("s").unwrap().as_str(), Some("aé\n😀"));
    assert_eq!(object.get("n"), Some(&Value::Number("-1.5e+3")));
    assert_eq!(object.get("t"), Some(&Value::Bool(true)));
    assert_eq!(object.get("z"), Some(&Value::Null));
    let items = object.get("a").unwrap().as_array().unwrap().unwrap();
    assert_eq!(items.len(), 3);
    let inner = object.get("o").unwrap().as_object().unwrap().unwrap();
    assert!(inner.contains("k"));
}

#[test]
fn refuses_what_is_not_json() {
    for bad in [
        "",
        "x",
        "[]",
        "{",
        "}",
        "{]",
        r#"{"a"}"#,
        r#"{"a":}"#,
        r#"{"a":1,}"#,
        r#"{,"a":1}"#,
        r#"{"a":1}x"#,
        r#"{"a":1}{}"#,
        r#"{"a":01}"#,
        r#"{"a":.5}"#,
        r#"{"a":1.}"#,
        r#"{"a":1e}"#,
        r#"{"a":+1}"#,
        r#"{"a":NaN}"#,
        r#"{"a":Infinity}"#,
        r#"{"a":0x1}"#,
        r#"{"a":tru}"#,
        r#"{"a":'b'}"#,
        "{a:1}",
        r#"{"a":"b}"#,
        r#"{"a":"\x"}"#,
        r#"{"a":"\u12"}"#,
        r#"{"a":"\u+123"}"#,
        r#"{"a":"\uD800"}"#,
        r#"{"a":"\uD800\u0041"}"#,
        r#"{"a":"\uDC00"}"#,
        "{\"a\":\"\u{1}\"}",
        "{\"a\":\"b\n\"}",
        r#"{"a":[1,]}"#,
        r#"{"a":[1 2]}"#,
        r#"{"a":"\"#,
        "\u{feff}{}",
        r#"{"a":1 /* c */}"#,
        r#"{"a":{"b":1}"#,
        r#"{"a":"\"}"#,
    ] {
        assert!(parse(bad).is_err(), "{bad:?}");
    }
    assert!(Object::parse(b"{\"a\":\"\xff\"}", 100, "test").is_err());
}

#[test]
fn a_name_occurs_once_at_every_depth_and_in_every_spelling() {
    for bad in [
        r#"{"exp":1,"exp":2}"#,
        r#"{"exp":1,"\u0065xp":2}"#,
        r#"{"a":{"b":1,"b":1}}"#,
        r#"{"a":[{"b":1,"c":2,"b":1}]}"#,
    ] {
        assert!(matches!(parse(bad), Err(Error::Json { problem: "duplicate member name", .. })), "{bad}");
    }
    assert!(parse(r#"{"a":{"a":1},"A":2}"#).is_ok());
}

#[test]
fn a_late_duplicate_among_thousands_is_found() {
    let members: Vec<String> = (0..2000).map(|i| format!("\"k{i}\":0")).collect();
    let distinct = format!("{{{}}}", members.join(","));
    assert_eq!(parse(&distinct).unwrap().len(), 2000);
    for repeated in ["k3", "k1999"] {
        let document = format!("{{{},\"{repeated}\":1}}", members.join(","));
        assert!(parse(&document).is_err());
    }
}

#[test]
fn depth_and_size_are_limited() {
    let nest = |n: usize| format!("{{\"a\":{}{}}}", "[".repeat(n), "]".repeat(n));
    assert!(parse(&nest(MAX_DEPTH - 1)).is_ok());
    assert!(parse(&nest(MAX_DEPTH)).is_err());
    assert!(parse(&nest(100_000)).is_err());
    assert!(matches!(Object::parse(b"{}  ", 3, "test"), Err(Error::TooLong { actual: 4, limit: 3, .. })));
}
