use super::super::finding::Level;
use super::super::parts::View;
use super::*;

const ALL: Parts =
    Parts { rest: true, gateway: true, database: true, disk: true, apart: false, view: View::All };

fn good() -> Config {
    let mut config = Config::default();
    "api.example.com".clone_into(&mut config.server.hostname);
    "api.example.com".clone_into(&mut config.gateway.vhost);
    config.secrets.sealing_key = "A".repeat(43) + "=";
    "node-7".clone_into(&mut config.node.id);
    config
}

/// What changes from `good` by `change`: levels and texts.
fn after(change: impl FnOnce(&mut Config)) -> Vec<(Level, String)> {
    let mut config = good();
    change(&mut config);
    let found = look(&config, ALL, None, Path::new("/nowhere"));
    found.into_iter().filter(|f| f.level != Level::Ok).map(|f| (f.level, f.what)).collect()
}

#[test]
fn a_good_configuration_has_no_mistake() {
    assert_eq!(after(|_| {}), []);
}

#[test]
fn each_mistake_is_told_once_and_alone() {
    type Change = fn(&mut Config);
    let cases: Vec<(Change, Level, &str)> = vec![
        (|c| c.server.address = "127.0.0.1".into(), Level::Warning, "takes calls from this machine only"),
        (|c| c.gateway.address = "::1".into(), Level::Warning, "gateway.vhost is api.example.com"),
        (|c| c.server.hostname = "localhost".into(), Level::Warning, "others cannot reach it"),
        (|c| c.management.address = "::".into(), Level::Warning, "shows metrics"),
        (|c| c.server.drain_seconds = 0, Level::Warning, "drain_seconds"),
        (|c| c.gateway.trust_any_backend = true, Level::Warning, "trust_any_backend"),
        (|c| c.gateway.access_log = false, Level::Warning, "access_log"),
        (|c| c.secrets.environment_key = "/nowhere".into(), Level::Error, "environment_key"),
        (|c| c.secrets.sealing_key = String::new(), Level::Warning, "sealing_key is empty"),
        (|c| c.secrets.sealing_key = "AAAA".into(), Level::Error, "32 bytes"),
        (|c| c.admin.password = "admin".into(), Level::Error, "tries first"),
        (|c| c.admin.password = "a-b-c".into(), Level::Warning, "fewer than 12"),
        (|c| c.key_manager.public_url = "http://id".into(), Level::Error, "https://"),
        (|c| c.key_manager.enabled = false, Level::Warning, "issuer"),
        (|c| c.log.filter = "info=nonsense=".into(), Level::Error, "log.filter"),
        (|c| c.log.filter = "debug".into(), Level::Warning, "log.filter"),
        (|c| c.database.url = "postgres://u:p@db.example.com/t".into(), Level::Warning, "sslmode is prefer"),
        (|c| c.hub = hub("nats://hub.example.com:4222", "u"), Level::Warning, "in clear"),
        (|c| c.hub = hub("tls://hub:4222", ""), Level::Warning, "hub.user"),
    ];
    for (change, level, words) in cases {
        let found = after(change);
        let [(told, what)] = found.as_slice() else { panic!("{words}: {found:?}") };
        assert!(*told == level && what.contains(words), "{words}: {found:?}");
    }
    for fine in ["postgres://u:p@db/t?sslmode=verify-full", "postgres://u:p@127.0.0.1/t", "postgres:///t"] {
        assert_eq!(after(|c| c.database.url = fine.into()), [], "{fine}");
    }
    assert_eq!(after(|c| c.hub = hub("nats://127.0.0.1:4222", "u")), []);
}

fn hub(server: &str, user: &str) -> crate::config::Hub {
    crate::config::Hub { servers: vec![server.to_owned()], user: user.to_owned(), ..Default::default() }
}

#[test]
fn secrets_in_a_file_for_all_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("turnpike.toml");
    std::fs::write(&file, "").unwrap();
    let mode = |mode| std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
    mode(0o644);
    assert!(file_mode(&good(), &file).is_some_and(|f| f.what.contains("mode 644")));
    assert_eq!(file_mode(&Config::default(), &file), None);
    mode(0o640);
    assert_eq!(file_mode(&good(), &file), None);
}
