//! Parameters of an environment, as `apictl` sends them beside the project.

use archive::Limits;
use serde_json::json;

use super::super::{announced, at, pizza};
use super::{descriptor, found, id, import, mover, pack};
use crate::app::App;
use crate::certificate::VALID;

const PARAMETERS: &str = "\
endpoints:
  production: {url: 'https://prod.example', config: {actionDuration: 5000}}
security:
  production: {enabled: true, type: basic, username: kim, password: s3cret-of-prod}
policies: [Bronze]
deploymentEnvironments:
- {displayOnDevportal: true, deploymentEnvironment: Default, deploymentVhost: localhost}
certs:
- {hostName: 'https://prod.example', alias: prod, path: prod.crt}
mutualSslCerts:
- {tierName: Gold, alias: partner, path: prod.crt}
";

#[tokio::test]
async fn an_environment_s_parameters_go_before_what_the_project_says() {
    let app = App::start().await;
    let user = mover(&app, "admin").await;
    let project = pack(&[("PizzaShackAPI-1.0.0/api.json", &descriptor("api", &pizza()))]);
    let outer = archive::write([
        ("upload/SourceArchive.zip", &project[..]),
        ("upload/intermediate_params.yaml", PARAMETERS.as_bytes()),
        ("upload/Deployment/certificates/prod.crt", VALID.as_bytes()),
    ])
    .expect("an archive");
    assert_eq!(import(&user, "", &outer).await.status, 200);

    let api = found(&user, "PizzaShackAPI").await.expect("there");
    assert_eq!(api["policies"], json!(["Bronze"]));
    assert_eq!(api["endpointConfig"]["production_endpoints"]["url"], "https://prod.example");
    assert_eq!(api["endpointConfig"]["endpoint_security"]["production"]["username"], "kim");
    let told = api.to_string();
    assert!(!told.contains("s3cret-of-prod"), "the secret is told");
    let deployed = announced(&app).await.remove(0);
    let production = deployed.production.expect("an endpoint");
    assert_eq!(production.urls, ["https://prod.example"]);
    let security = production.security.expect("security");
    assert!(security.kind == "BASIC" && !security.sealed_secret.is_empty());
    assert!(!serde_json::to_string(&security).expect("JSON").contains("s3cret-of-prod"));
    assert_eq!(user.get(&at("/endpoint-certificates/prod")).await.status, 200);
    let clients = user.get(&at(&format!("/apis/{}/client-certs/PRODUCTION", id(&api)))).await.expect(200);
    assert_eq!(clients["certificates"][0]["alias"], "partner");

    // Nor is it told in the archive that comes out.
    let exported = user.get(&at(&format!("/apis/export?apiId={}", id(&api)))).await;
    let files = archive::read(&exported.body, &Limits::default()).expect("an archive");
    let all: Vec<u8> = files.paths().flat_map(|p| files.get(p).unwrap_or_default().to_vec()).collect();
    assert!(!String::from_utf8_lossy(&all).contains("s3cret-of-prod"));
}

#[tokio::test]
async fn parameters_that_are_wrong_are_named_without_their_secrets() {
    let app = App::start().await;
    let user = mover(&app, "admin").await;
    for (parameters, named) in [
        ("security: {production: {enabled: true, type: basic, username: s3cret-x}}", "password"),
        (
            "security: {production: {enabled: true, type: basic, username: u, password: [s3cret-x]}}",
            "password",
        ),
        ("certs: [{hostName: 'https://a.example', alias: a, path: ../../etc/passwd}]", "certificates"),
        ("endpoints: {production: {url: 'ftp://s.example'}}", "url"),
        ("deploymentEnvironments: [{}]", "deploymentEnvironment"),
        ("policies: {}", "policies"),
        ("[]", "intermediate_params.yaml"),
    ] {
        let archive = pack(&[
            ("P-1/api.json", &descriptor("api", &pizza())),
            ("P-1/intermediate_params.yaml", parameters),
        ]);
        let said = import(&user, "", &archive).await.expect(400).to_string();
        assert!(said.contains(named) && !said.contains("s3cret"), "{parameters}: {said}");
        assert!(found(&user, "PizzaShackAPI").await.is_none());
    }
}
