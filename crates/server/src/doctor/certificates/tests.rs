use rcgen::{CertificateParams, KeyPair};

use super::super::finding::Level;
use super::super::parts::View;
use super::*;

const NOW: Timestamp = Timestamp::from_secs(1_800_000_000); // 2027-01-15

struct Files {
    folder: tempfile::TempDir,
    config: Config,
}

/// A certificate that ends at midnight of the day given, with its key.
fn files(names: &[&str], ends: (i32, u8, u8)) -> Files {
    drop(rustls::crypto::aws_lc_rs::default_provider().install_default());
    let folder = tempfile::tempdir().unwrap();
    let key = KeyPair::generate().unwrap();
    let names: Vec<String> = names.iter().map(|n| (*n).to_owned()).collect();
    let mut params = CertificateParams::new(names).unwrap();
    params.not_before = rcgen::date_time_ymd(2026, 1, 1);
    params.not_after = rcgen::date_time_ymd(ends.0, ends.1, ends.2);
    let mut config = Config::default();
    let at = |name: &str| folder.path().join(name).display().to_string();
    config.server.certificate = at("certificate.pem");
    config.server.private_key = at("key.pem");
    fs::write(&config.server.certificate, params.self_signed(&key).unwrap().pem()).unwrap();
    fs::write(&config.server.private_key, key.serialize_pem()).unwrap();
    fs::set_permissions(&config.server.private_key, fs::Permissions::from_mode(0o600)).unwrap();
    Files { folder, config }
}

impl Files {
    fn look(&self) -> Vec<Finding> {
        let parts =
            Parts { rest: true, gateway: true, database: true, disk: true, apart: false, view: View::All };
        look(&self.config, parts, self.folder.path(), NOW)
    }

    /// The one thing that is wrong.
    fn wrong(&self) -> (Level, String) {
        let found = self.look();
        let mut wrong = found.iter().filter(|f| f.level != Level::Ok);
        let first = wrong.next().unwrap_or_else(|| panic!("all is well: {found:?}"));
        assert_eq!(wrong.next(), None, "{found:?}");
        assert!(first.remedy.is_some());
        (first.level, first.what.clone())
    }
}

#[test]
fn names_and_wildcards_are_compared_as_clients_do() {
    let mut files = files(&["localhost", "*.example.com", "127.0.0.1"], (2030, 1, 1));
    assert!(files.look().iter().all(|f| f.level == Level::Ok), "{:?}", files.look());
    for good in ["api.example.com", "API.example.com", "127.0.0.1"] {
        good.clone_into(&mut files.config.gateway.vhost);
        assert!(files.look().iter().all(|f| f.level == Level::Ok), "{good}: {:?}", files.look());
    }
    for bad in ["a.b.example.com", "example.com", "127.0.0.2", "example.org"] {
        bad.clone_into(&mut files.config.gateway.vhost);
        let (level, what) = files.wrong();
        assert!(level == Level::Error && what.contains(&format!("not for {bad} (gateway.vhost)")), "{what}");
    }
}

#[test]
fn the_end_is_warned_of_and_told() {
    assert_eq!(files(&["localhost"], (2027, 2, 1)).wrong().0, Level::Warning);
    let (level, what) = files(&["localhost"], (2027, 1, 1)).wrong();
    assert!(level == Level::Error && what.contains("ended"), "{what}");
}

#[test]
fn another_key_a_file_for_all_and_one_that_is_not_there_are_told() {
    let one = files(&["localhost"], (2030, 1, 1));
    fs::set_permissions(&one.config.server.private_key, fs::Permissions::from_mode(0o644)).unwrap();
    let (level, what) = one.wrong();
    assert!(level == Level::Warning && what.contains("every user"), "{what}");
    fs::write(&one.config.server.private_key, KeyPair::generate().unwrap().serialize_pem()).unwrap();
    fs::set_permissions(&one.config.server.private_key, fs::Permissions::from_mode(0o600)).unwrap();
    let (level, what) = one.wrong();
    assert!(level == Level::Error && what.contains("cannot be used"), "{what}");
    fs::write(&one.config.server.certificate, "nothing").unwrap();
    assert!(one.wrong().1.contains("no certificate in it"));
    fs::remove_file(&one.config.server.certificate).unwrap();
    assert!(one.wrong().1.contains("cannot be read"));
}
