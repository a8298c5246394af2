use serde_json::json;

use super::*;

fn parse(text: &str) -> Result<Specification, Vec<String>> {
    Specification::parse("file", text.as_bytes()).map_err(|error| match error {
        Error::Invalid(all) => all.into_iter().skip(1).map(|i| i.field).collect(),
        other => panic!("{other:?}"),
    })
}

const GOOD: &str = "
type: operation_policy_specification
version: v4.1.0
data:
  category: Mediation
  name: customHeader
  version: v1
  applicableFlows: [request, fault]
  supportedGateways: [Synapse]
  supportedApiTypes: [HTTP]
  policyAttributes:
    - name: color
      type: Enum
      allowedValues: [red, 1]
      required: true
      defaultValue: true
";

#[test]
fn yaml_and_json_with_and_without_envelope_read_the_same_and_are_written_back() {
    let read = parse(GOOD).expect("a specification");
    assert_eq!((read.name.as_str(), read.display_name.as_str()), ("customHeader", "customHeader"));
    assert_eq!(read.policy_attributes[0].allowed_values, ["red", "1"]);
    assert_eq!(read.policy_attributes[0].default_value.as_deref(), Some("true"));
    let bare = serde_json::to_string(&read).expect("JSON");
    assert_eq!(parse(&bare), Ok(read.clone()));
    for format in [tree::Format::Json, tree::Format::Yaml] {
        assert_eq!(parse(&read.file(format).expect("a file")), Ok(read.clone()));
    }
    assert!(read.takes("HTTP") && !read.takes("GRAPHQL"));
}

#[test]
fn everything_wrong_is_named() {
    let bad = json!({
        "name": "a/b", "applicableFlows": ["in"], "supportedGateways": "Synapse", "supportedApiTypes": [],
        "policyAttributes": [{"name": "a", "validationRegex": "(", "required": "maybe"}, {"name": "a"}, 7],
    });
    let fields = parse(&bad.to_string()).expect_err("refused");
    for field in [
        "name",
        "version",
        "applicableFlows",
        "supportedGateways",
        "supportedApiTypes",
        "policyAttributes/0/validationRegex",
        "policyAttributes/0/required",
        "policyAttributes/1/name",
        "policyAttributes/2",
    ] {
        assert!(fields.contains(&format!("file#/{field}")), "{field} {fields:?}");
    }
    for text in ["", "[]", "7", "{", "\u{0}", "type: x\ndata: 7"] {
        assert!(parse(text).is_err(), "{text:?}");
    }
}
