use super::*;

fn form(text: &[u8]) -> Result<Params, Error> {
    let mut params = Params::default();
    params.add_form(text)?;
    Ok(params)
}

fn json(text: &str) -> Result<Params, Error> {
    let mut params = Params::default();
    params.add_json(text.as_bytes())?;
    Ok(params)
}

#[test]
fn forms_and_json_say_the_same() {
    let params = form(b"scope=a+b%20c&username=%C3%A4&empty=&&password=p%26%3D").expect("read");
    assert_eq!(params.get("scope"), Some("a b c"));
    assert_eq!(params.get("username"), Some("ä"));
    assert_eq!(params.get("password"), Some("p&="));
    assert_eq!(params.get("empty"), None);
    let same = json(r#"{"scope":"a b c","username":"ä","empty":"","password":"p&="}"#).expect("read");
    assert_eq!(same, params);
}

#[test]
fn what_is_ambiguous_or_broken_is_refused() {
    for bad in [&b"a=1&a=1"[..], b"a=1&%61=2", b"a=%FF", b"a=\xC3\x28", b"a=%00"] {
        assert!(matches!(form(bad), Err(Error::InvalidRequest(_))), "{bad:?}");
    }
    for bad in [r#"{"a":"1","a":"2"}"#, r#"{"a":1}"#, r#"{"a":["b"]}"#, r#"{"a":{}}"#, "[]", "", "{", "\"a\""]
    {
        assert!(matches!(json(bad), Err(Error::InvalidRequest(_))), "{bad}");
    }
    let missing = form(b"username=a").expect("read");
    let error = missing.required(["username", "password"]).expect_err("a parameter is missing");
    assert_eq!(error.to_string(), "Missing parameters: password");
}
