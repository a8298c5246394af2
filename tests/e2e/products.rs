//! An API product: one context, one subscription, the back ends of two APIs.

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use testkit::{Backend, Client, Platform};
use turnpike_tests::journey::{Journey, text};

const PUBLISHER: &str = "/api/am/publisher/v4";

async fn api(admin: &Client, name: &str, back_end: &str) -> Result<Value> {
    let api = json!({"name": name, "context": format!("/{name}"), "version": "1.0.0", "policies": ["Unlimited"],
        "endpointConfig": {"endpoint_type": "http", "production_endpoints": {"url": back_end}},
        "operations": [{"verb": "GET", "target": format!("/{name}/{{id}}")}, {"verb": "GET", "target": "/hidden"}]});
    admin.post(&format!("{PUBLISHER}/apis"), &api).await?.expect(201)
}

async fn deploy(journey: &Journey, admin: &Client, product: &str) -> Result<()> {
    let base = format!("{PUBLISHER}/api-products/{product}");
    let revision = admin.post(&format!("{base}/revisions"), &json!({})).await?.expect(201)?;
    let path = format!("{base}/deploy-revision?revisionId={}", text(&revision, "id")?);
    admin.post(&path, &json!([{"name": "Default", "vhost": "localhost"}])).await?.expect(201)?;
    journey.live(admin, product).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_product_reaches_the_back_end_of_each_of_its_apis() -> Result<()> {
    let platform = Platform::all_in_one(&[]).await?;
    let (cats, dogs, more) =
        (Backend::start("cats").await?, Backend::start("dogs").await?, Backend::start("more").await?);
    let journey = Journey::new(&platform)?;
    let admin = journey.sign_in().await?;
    let (cat_api, mut dog_api) =
        (api(&admin, "cats", &cats.url()).await?, api(&admin, "dogs", &dogs.url()).await?);
    let member = |api: &Value, name: &str| json!({"apiId": api["id"], "operations": [{"verb": "GET", "target": format!("/{name}/{{id}}")}]});
    let body = json!({"name": "Pets", "context": "/pets", "policies": ["Unlimited"],
        "apis": [member(&cat_api, "cats"), member(&dog_api, "dogs")]});
    let product = admin.post(&format!("{PUBLISHER}/api-products"), &body).await?.expect(201)?;
    let id = text(&product, "id")?;
    deploy(&journey, &admin, &id).await?;
    let publish = format!("{PUBLISHER}/api-products/change-lifecycle?apiProductId={id}&action=Publish");
    admin.post(&publish, &json!({})).await?.expect(200)?;

    let access = journey.subscribe(&admin, &id, "PetApp", "Unlimited").await?;
    let token = journey.token(&access).await?;
    let gateway = platform.gateway_https();
    for name in ["cats", "dogs"] {
        let path = format!("/pets/1.0.0/{name}/7");
        let answer = journey.call_until(&gateway, &token, &path, 200).await?.json()?;
        ensure!(answer["backend"] == *name, "{answer}");
    }
    // What the product does not offer of a member is not there; the members are not subscribed to.
    journey.call_until(&gateway, &token, "/pets/1.0.0/hidden", 404).await?;

    dog_api["endpointConfig"]["production_endpoints"]["url"] = json!(more.url());
    let dog_path = format!("{PUBLISHER}/apis/{}", text(&dog_api, "id")?);
    admin.put(&dog_path, &dog_api).await?.expect(200)?;
    let path = "/pets/1.0.0/dogs/7";
    let answer = journey.call_until(&gateway, &token, path, 200).await?.json()?;
    ensure!(
        answer["backend"] == "dogs",
        "a member's change was served before the product was saved: {answer}"
    );
    admin.put(&format!("{PUBLISHER}/api-products/{id}"), &product).await?.expect(200)?;
    deploy(&journey, &admin, &id).await?;
    let answer = journey.call_until(&gateway, &token, path, 200).await?.json()?;
    ensure!(answer["backend"] == "more", "{answer}");
    let answer = journey.call_until(&gateway, &token, "/pets/1.0.0/cats/7", 200).await?.json()?;
    ensure!(answer["backend"] == "cats", "{answer}");
    Ok(())
}
