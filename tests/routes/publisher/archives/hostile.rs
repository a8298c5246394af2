//! Archives that nobody honest packs: refused whole, with the entry's name. What an archive may be is tested with its
//! reader; here, that every door asks it.

use http::Method;

use super::super::{at, pizza};
use super::{descriptor, found, import, mover, pack};
use crate::app::App;

#[tokio::test]
async fn hostile_archives_are_refused_at_every_door() {
    let app = App::start().await;
    let user = mover(&app, "admin").await;
    let scopes = "apim:admin apim:app_import_export apim:api_import_export";
    let admin = app.as_user("admin", scopes).await;
    let api = descriptor("api", &pizza());
    let good = pack(&[("P-1/api.json", &api)]);
    let bomb = "0".repeat(10 * 1024 * 1024);
    let bomb = pack(&[("P-1/api.json", &api), ("P-1/Docs/bomb", &bomb)]);
    let inner = archive::write([("bomb.zip", &bomb[..])]).expect("an archive");
    let nested = archive::write([("SourceArchive.zip", &bomb[..])]).expect("an archive");
    let many: Vec<String> = (0..2_000).map(|i| format!("P-1/{i}")).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|name| (name.as_str(), "")).collect();
    let mut wrong_sum = good.clone();
    let at_content = good.len() / 3;
    wrong_sum[at_content] ^= 0xff;
    let renamed = |to: &str| {
        let mut bytes = pack(&[("P-1/api.json", &api), ("aaaaaaaa", "x")]);
        let places: Vec<usize> = (0..bytes.len() - 8).filter(|&i| &bytes[i..i + 8] == b"aaaaaaaa").collect();
        for place in places {
            bytes[place..place + 8].copy_from_slice(to.as_bytes());
        }
        bytes
    };
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("Docs/bomb", bomb),
        ("SourceArchive.zip", nested),
        ("2000 entries", pack(&many)),
        ("api.json", wrong_sum),
        ("../../aa", renamed("../../aa")),
        ("/etc/aaa", renamed("/etc/aaa")),
        ("backslash", renamed("aa\\..\\aa")),
        ("cut off", good[..good.len() - 5].to_vec()),
        ("no zip archive", b"PK\x03\x04 and then nothing".to_vec()),
        ("no api.yaml", inner),
    ];
    for (named, archive) in &cases {
        let said = import(&user, "", archive).await.expect(400).to_string();
        let told = said.replace("\\\\", "\\");
        assert!(told.contains(named) || told.contains("damaged") && *named == "api.json", "{named}: {said}");
        for path in [
            "/api/am/admin/v4/import/api",
            "/api/am/admin/v4/import/applications",
            "/api/am/devportal/v3/applications/import",
        ] {
            let file = Some(("file", "a.zip", &archive[..]));
            admin.multipart(Method::POST, path, &[], file).await.expect(400);
        }
        assert!(found(&user, "PizzaShackAPI").await.is_none(), "{named}");
    }
    let large = vec![0; 13 * 1024 * 1024];
    user.multipart(Method::POST, &at("/apis/import"), &[], Some(("file", "a.zip", &large))).await.expect(413);
    assert_eq!(import(&user, "", &good).await.status, 200);
}
