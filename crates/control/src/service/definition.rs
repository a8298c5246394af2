//! Is a definition of the kind that it is said to be?

use ::definition::Version;
use ::definition::{Limits, tree};

use crate::error::Error;

const WSDL_1: &str = "http://schemas.xmlsoap.org/wsdl/";
const WSDL_2: &str = "http://www.w3.org/ns/wsdl";

/// `field` is what errors name. A large definition takes a while: not on a thread that others wait for.
pub(crate) fn check(field: &str, kind: &str, text: &[u8]) -> Result<(), Error> {
    let wrong = |message: String| Err(Error::invalid(field, message));
    if text.trim_ascii().is_empty() {
        return wrong("is empty".to_owned());
    }
    if matches!(kind, "OAS2" | "OAS3") {
        let document = crate::api::definition::parse(field, text)?;
        let is = if document.version() == Version::V2 { "OAS2" } else { "OAS3" };
        return if is == kind { Ok(()) } else { wrong(format!("is of the type {is}, not {kind}")) };
    }
    if text.len() > Limits::default().max_bytes {
        return wrong("is too long".to_owned());
    }
    let Ok(plain) = std::str::from_utf8(text) else { return wrong("is not UTF-8 text".to_owned()) };
    let fits = match kind {
        "ASYNC_API" => {
            let document =
                tree::read(text, &Limits::default()).map_err(|p| Error::invalid(field, p.to_string()))?;
            document["asyncapi"].as_str().is_some_and(|v| v.starts_with("2.") || v.starts_with("3."))
        }
        "WSDL1" => plain.contains("definitions") && plain.contains(WSDL_1),
        "WSDL2" => plain.contains("description") && plain.contains(WSDL_2),
        _ => plain.contains('{') && ["type ", "schema", "interface "].iter().any(|word| plain.contains(word)),
    };
    if fits { Ok(()) } else { wrong(format!("is not of the type {kind}")) }
}

/// How a file with the definition ends.
pub(crate) fn extension(kind: &str, text: &[u8]) -> &'static str {
    match kind {
        "WSDL1" | "WSDL2" => "wsdl",
        "GRAPHQL_SDL" => "graphql",
        _ if text.trim_ascii_start().starts_with(b"{") => "json",
        _ => "yaml",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn definitions_are_of_the_kind_they_are_said_to_be() {
        let openapi = br#"{"openapi": "3.0.1", "info": {"title": "A", "version": "1"}, "paths": {}}"#;
        let wsdl = format!("<definitions xmlns=\"{WSDL_1}\"/>");
        for (kind, text, fits) in [
            ("OAS3", openapi.as_slice(), true),
            ("OAS2", openapi, false),
            ("ASYNC_API", openapi, false),
            ("ASYNC_API", b"asyncapi: '2.0.0'", true),
            ("ASYNC_API", b"asyncapi: [", false),
            ("WSDL1", wsdl.as_bytes(), true),
            ("WSDL2", wsdl.as_bytes(), false),
            ("GRAPHQL_SDL", b"type Query { a: Int }", true),
            ("GRAPHQL_SDL", b"\xff{type ", false),
            ("OAS3", b" ", false),
        ] {
            assert_eq!(check("file", kind, text).is_ok(), fits, "{kind} {}", String::from_utf8_lossy(text));
        }
    }
}
