//! Archives that WSO2 API Manager 4 wrote, or that people wrote by hand.

use serde_json::json;

use super::{descriptor, found, import, mover, pack};
use crate::app::App;

const API: &str = "\
type: api
version: v4.0.0
data:
  id: d1c2b3a4-0000-4000-8000-000000000001
  name: Hello
  description: null
  context: /t/other.example/hello
  version: \"1.10\"
  provider: admin
  lifeCycleStatus: PUBLISHED
  wsdlInfo: null
  responseCachingEnabled: false
  cacheTimeout: 300
  hasThumbnail: false
  isDefaultVersion: false
  enableStore: true
  type: HTTP
  transport: [http, https]
  tags: []
  policies: [Gold]
  apiThrottlingPolicy: null
  maxTps: null
  visibility: PUBLIC
  visibleRoles: []
  mediationPolicies: []
  subscriptionAvailability: CURRENT_TENANT
  accessControl: NONE
  businessInformation: {businessOwner: null}
  corsConfiguration: null
  workflowStatus: null
  endpointConfig:
    endpoint_type: http
    production_endpoints: {url: 'http://back.example', template_not_supported: false}
  endpointImplementationType: ENDPOINT
  scopes: []
  operations:
  - {id: '', target: /greet, verb: GET, authType: Application & Application User, throttlingPolicy: Unlimited}
  keyManagers: [all]
";

const POLICY: &str = "\
type: operation_policy_specification
version: v4.5.0
data:
  category: Mediation
  name: addHeader
  version: v1
  displayName: Add Header
  description: Adds a header
  policyAttributes:
  - {name: headerName, displayName: Header Name, description: Name, validationRegex: null, type: String,
     defaultValue: null, required: true, allowedValues: []}
  applicableFlows: [request, response, fault]
  supportedGateways: [Synapse]
  supportedApiTypes: [HTTP]
";

const SWAGGER: &str = "\
openapi: 3.0.1
info: {title: Hello, version: '1.10'}
paths:
  /greet:
    get:
      x-auth-type: None
      responses: {'200': {description: fine}}
  /part:
    post:
      responses: {'200': {description: fine}}
";

#[tokio::test]
async fn an_archive_of_wso2_4_0_is_taken_and_its_definition_says_the_operations() {
    let app = App::start().await;
    let user = mover(&app, "admin").await;
    let document = descriptor(
        "document",
        &json!({"documentId": "x", "name": "Guide", "type": "HOWTO", "summary": "s",
        "sourceType": "INLINE", "visibility": "API_LEVEL", "createdTime": "1", "lastUpdatedBy": null}),
    );
    let archive = pack(&[
        ("Hello-1.10/", ""),
        ("Hello-1.10/api.yaml", API),
        ("Hello-1.10/Definitions/swagger.yaml", SWAGGER),
        ("Hello-1.10/Docs/Guide/document.json", &document),
        ("Hello-1.10/Docs/Guide/Guide", "Say hello"),
        ("Hello-1.10/Policies/addHeader_v1.yaml", POLICY),
        ("Hello-1.10/Policies/addHeader_v1.j2", "<header/>"),
        ("__MACOSX/Hello-1.10/._api.yaml", "?"),
    ]);
    assert_eq!(import(&user, "", &archive).await.status, 200);
    let api = found(&user, "Hello").await.expect("there");
    assert_eq!(api["lifeCycleStatus"], "PUBLISHED");
    assert_eq!((&api["version"], &api["context"]), (&json!("1.10"), &json!("/hello")));
    let operations: Vec<_> = api["operations"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|o| (o["target"].as_str().unwrap_or_default(), o["authType"].as_str().unwrap_or_default()))
        .collect();
    assert_eq!(operations, [("/greet", "None"), ("/part", "Application & Application User")]);
    let path = super::at(&format!("/apis/{}/documents", super::id(&api)));
    assert_eq!(user.get(&path).await.expect(200)["list"][0]["name"], "Guide");
}

#[tokio::test]
async fn what_is_wrong_in_an_archive_is_named_and_nothing_is_left_behind() {
    let app = App::start().await;
    let user = mover(&app, "admin").await;
    let inventory = || async {
        let mut tx = app.control.read().await.expect("tx");
        let documents = store::catalog::page(&mut tx, 0, 10_000).await.expect("documents").len();
        let events = user.get(&super::at("/apis")).await.expect(200)["count"].clone();
        let scopes = user.get(&super::at("/scopes")).await.expect(200)["count"].clone();
        let certificates = user.get(&super::at("/endpoint-certificates")).await.expect(200)["count"].clone();
        (documents, events, scopes, certificates)
    };
    let before = inventory().await;
    let link = descriptor(
        "document",
        &json!({"name": "D", "type": "HOWTO", "sourceType": "URL",
        "sourceUrl": "javascript:x", "visibility": "API_LEVEL"}),
    );
    let certificate = descriptor(
        "endpoint_certificates",
        &json!([{"alias": "a", "endpoint": "https://back.example", "certificate": "gone.crt"}]),
    );
    let nowhere = descriptor("deployment_environments", &json!([{"deploymentEnvironment": "Nowhere"}]));
    let alias_bomb = {
        let mut text = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
        for (this, last) in [("b", "a"), ("c", "b"), ("d", "c"), ("e", "d"), ("f", "e"), ("g", "f")] {
            let items = vec![format!("*{last}"); 9].join(", ");
            text.extend([this, ": &", this, " [", &items, "]\n"]);
        }
        text
    };
    let with =
        |path: &str, text: &str| pack(&[("Hello-1/api.yaml", API), (&format!("Hello-1/{path}"), text)]);
    let instead = |text: &str| pack(&[("Hello-1/api.yaml", text)]);
    for (archive, status, named) in [
        (instead(&API.replace("type: api\n", "type: other\n")), 400, "type"),
        (instead(&API.replace("v4.0.0", "v3.2.0")), 400, "v4.0.0"),
        (instead(&API.replace("\"1.10\"", "1.10")), 400, "version"),
        (instead(&API.replace("Gold", "Platinum")), 400, "Platinum"),
        (instead(&API.replace("type: HTTP", "type: GRAPHQL")), 501, "GraphQL"),
        (instead(&API.replace("policies: [Gold]", "policies: []")), 400, "Tiers"),
        (
            instead(&API.replace("lifeCycleStatus: PUBLISHED", "lifeCycleStatus: LOST")),
            400,
            "lifeCycleStatus",
        ),
        (instead(&API.replace("provider: admin", "provider: nobody")), 400, "nobody"),
        (instead(&alias_bomb), 400, "aliases"),
        (instead("- a"), 400, "api.yaml"),
        (with("Definitions/swagger.yaml", "openapi: 3.0.1"), 400, "swagger.yaml"),
        (with("Image/icon.svg", "<svg/>"), 400, "icon.svg"),
        (with("Docs/D/document.json", &link), 400, "sourceUrl"),
        (with("Docs/D/document.yaml", "data: ["), 400, "Docs/D/document.yaml"),
        (with("Endpoint-certificates/endpoint_certificates.json", &certificate), 400, "gone.crt"),
        (with("deployment_environments.json", &nowhere), 400, "Nowhere"),
        (with("other/api.yaml", API), 200, ""),
        (pack(&[("a/api.yaml", API), ("b/api.yaml", API)]), 400, "more than one"),
        (pack(&[("a/api_product.yaml", "type: api_product")]), 400, "API product"),
    ] {
        let answer = import(&user, "", &archive).await;
        if status == 200 {
            assert_eq!(answer.status, 200);
            let api = found(&user, "Hello").await.expect("there");
            user.delete(&super::at(&format!("/apis/{}", super::id(&api)))).await.expect(200);
            continue;
        }
        let said = answer.expect(status).to_string();
        assert!(said.contains(named), "{named}: {said}");
        assert_eq!(inventory().await, before, "{named}");
    }
}
