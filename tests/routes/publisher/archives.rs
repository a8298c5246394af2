//! `/apis/export` and `/apis/import`.

mod foreign;
mod hostile;
mod parameters;
mod policies;
mod products;
mod round_trip;

use http::Method;
use serde_json::{Value, json};

use super::{SCOPES, at};
use crate::app::{Answer, App, User};

/// A user who may move APIs between platforms.
async fn mover(app: &App, name: &str) -> User {
    app.as_user(name, &format!("{SCOPES} apim:api_import_export apim:api_manage")).await
}

async fn import(user: &User, how: &str, archive: &[u8]) -> Answer {
    let path = at(&format!("/apis/import{how}"));
    user.multipart(Method::POST, &path, &[], Some(("file", "api.zip", archive))).await
}

/// Packs files given as text.
fn pack(files: &[(&str, &str)]) -> Vec<u8> {
    archive::write(files.iter().map(|(path, text)| (*path, text.as_bytes()))).expect("an archive")
}

fn descriptor(kind: &str, data: &Value) -> String {
    json!({"type": kind, "version": "v4.5.0", "data": data}).to_string()
}

/// The only version of an API by its name; nothing when it is not there.
async fn found(user: &User, name: &str) -> Option<Value> {
    let list = user.get(&at(&format!("/apis?query=name:{name}"))).await.expect(200);
    let id = list["list"].as_array().expect("a list").first()?["id"].as_str().expect("an id").to_owned();
    Some(user.get(&at(&format!("/apis/{id}"))).await.expect(200))
}

fn id(api: &Value) -> &str {
    api["id"].as_str().expect("an id")
}
