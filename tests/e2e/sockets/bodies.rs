//! Bodies beyond what an operation takes.

use anyhow::{Result, ensure};

use super::Target;
use super::port::{Port, answers};

const APPLICATIONS: &str = "/api/am/devportal/v3/applications";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn large_bodies_are_answered_413() -> Result<()> {
    let target = Target::start().await?;
    let admin =
        target.platform.sign_in(testkit::platform::ADMIN.0, testkit::platform::ADMIN.1, SCOPES).await?;
    let request = admin.request(reqwest::Method::GET, "/").build()?;
    let authorization = request.headers()["authorization"].to_str()?.to_owned();
    let registration = {
        let (name, password) = testkit::platform::ADMIN;
        let request = admin.basic(name, password).request(reqwest::Method::GET, "/").build()?;
        request.headers()["authorization"].to_str()?.to_owned()
    };
    let json = "application/json";
    let form = "application/x-www-form-urlencoded";
    let targets = [
        (APPLICATIONS, &authorization, json),
        ("/oauth2/token", &registration, form),
        ("/client-registration/v0.17/register", &registration, json),
    ];
    for (path, authorization, media) in targets {
        let head = |length: &str| {
            format!(
                "POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {authorization}\r\n\
                 Content-Type: {media}\r\n{length}\r\n\r\n"
            )
        };
        let bytes = "x".repeat(2 * 1024 * 1024);
        let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x1_0000));
        let bodies = [
            ("declared and sent", format!("{}{bytes}", head("Content-Length: 2097152"))),
            ("declared, and sent in part", format!("{}{bytes}", head("Content-Length: 10737418240"))),
            ("declared, and not sent", head("Content-Length: 10737418240")),
            ("in chunks", format!("{}{}", head("Transfer-Encoding: chunked"), chunk.repeat(40))),
        ];
        for (what, message) in bodies {
            let answer = Port::Control.exchange(&target.platform, message.as_bytes()).await?;
            let refused = answer.starts_with("HTTP/1.1 413 ") && answers(&answer) == 1;
            ensure!(refused && answer.contains('{'), "{path}, {what}: {answer:?}");
        }
    }
    target.is_well().await
}

const SCOPES: &str = "apim:subscribe apim:app_manage";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn chunks_that_are_none_end_the_connection() -> Result<()> {
    let target = Target::start().await?;
    for port in [Port::Control, Port::Gateway, Port::GatewayTls] {
        for chunks in [
            "zz\r\nabc\r\n0\r\n\r\n",
            "-1\r\na\r\n0\r\n\r\n",
            "ffffffffffffffffff\r\n",
            "3\r\nabcdef\r\n0\r\n\r\n",
        ] {
            let message = format!(
                "POST /oauth2/token HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n\
                 Transfer-Encoding: chunked\r\n\r\n{chunks}{}",
                port.good()
            );
            let answer = port.exchange(&target.platform, message.as_bytes()).await?;
            ensure!(answers(&answer) <= 1 && !answer.contains(" 200 "), "{port:?} {chunks:?}: {answer:?}");
        }
    }
    target.is_well().await
}
