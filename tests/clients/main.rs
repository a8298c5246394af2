//! OAuth2 and OpenID Connect clients of others against the real binary: they decide what is interoperable. `make setup`
//! installs them in `target/tools/clients`.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use testkit::Platform;
use testkit::platform::ADMIN;
use tokio::process::Command;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
const CALLBACK: &str = "https://app.example/cb";
const DEVPORTAL: &str = "/api/am/devportal/v3";
const DEADLINE: Duration = Duration::from_secs(180);

fn installed(what: &str) -> Result<PathBuf> {
    let path = Path::new(ROOT).join("target/tools/clients").join(what);
    ensure!(path.is_dir(), "{} is not there: run `make setup`", path.display());
    Ok(path)
}

/// A platform, and what a client must know of it.
async fn world() -> Result<(Platform, Value)> {
    let platform = Platform::all_in_one(&[]).await?;
    let admin = platform.admin().await?;
    let registration = json!({
        "clientName": "shop", "owner": ADMIN.0, "callbackUrl": CALLBACK,
        "grantType": "authorization_code refresh_token client_credentials password \
            urn:ietf:params:oauth:grant-type:device_code urn:ietf:params:oauth:grant-type:token-exchange",
    });
    let basic = platform.client()?.basic(ADMIN.0, ADMIN.1);
    let client = basic.post("/client-registration/v0.17/register", &registration).await?.expect(200)?;
    let application = json!({"name": "phone", "throttlingPolicy": "Unlimited"});
    let application = admin.post(&format!("{DEVPORTAL}/applications"), &application).await?.expect(201)?;
    let id = application["applicationId"].as_str().context("applicationId")?;
    let ask = json!({
        "keyType": "PRODUCTION", "grantTypesToBeSupported": ["authorization_code", "refresh_token"],
        "callbackUrl": CALLBACK, "additionalProperties": {"bypassClientCredentials": true, "pkceMandatory": true},
    });
    let public =
        admin.post(&format!("{DEVPORTAL}/applications/{id}/generate-keys"), &ask).await?.expect(200)?;
    let world = json!({
        "issuer": format!("{}/oauth2/token", platform.url()),
        "callback": CALLBACK,
        "clientId": client["clientId"],
        "clientSecret": client["clientSecret"],
        "publicId": public["consumerKey"],
        "user": ADMIN.0,
        "password": ADMIN.1,
        "subject": format!("{}@carbon.super", ADMIN.0),
    });
    Ok((platform, world))
}

/// Runs a program to its end; what it says is shown when it fails.
async fn run(mut command: Command, platform: &Platform, world: &Value) -> Result<()> {
    let authority = platform.data().join("tls-ca.pem");
    ensure!(authority.is_file(), "the platform has no certificate authority of its own");
    command.env("WORLD", world.to_string()).env("NODE_EXTRA_CA_CERTS", &authority);
    command.env("REQUESTS_CA_BUNDLE", &authority).stdin(Stdio::null()).kill_on_drop(true);
    for proxy in ["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"] {
        command.env_remove(proxy);
    }
    let output = tokio::time::timeout(DEADLINE, command.output()).await.context("it does not end")??;
    let said =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    ensure!(output.status.success() && said.contains("all well"), "{said}\n{}", platform.log());
    Ok(())
}

async fn node(script: &str) -> Result<()> {
    let (platform, world) = world().await?;
    let folder = installed("node")?;
    ensure!(folder.join("node_modules").is_dir(), "node_modules are not there: run `make setup`");
    // Modules are found from where a script lies.
    for name in ["browser.mjs", script] {
        let text = std::fs::read(Path::new(ROOT).join("tests/clients/node").join(name))?;
        let own = tempfile::NamedTempFile::new_in(&folder)?;
        std::fs::write(own.path(), text)?;
        own.persist(folder.join(name))?;
    }
    let mut command = Command::new("node");
    command.arg(folder.join(script));
    run(command, &platform, &world).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn openid_client_for_node() -> Result<()> {
    node("openid_client.mjs").await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn oauth4webapi_for_node() -> Result<()> {
    node("oauth4webapi.mjs").await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn authlib_for_python() -> Result<()> {
    let (platform, world) = world().await?;
    let mut command = Command::new("python3");
    command.env("PYTHONPATH", installed("python")?);
    command.arg(Path::new(ROOT).join("tests/clients/python/authlib_client.py"));
    run(command, &platform, &world).await
}
