//! The real program, over good and broken surroundings.

use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;
use testkit::{Nats, Postgres};

const SEALING_KEY: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

struct Place {
    folder: TempDir,
    /// What is kept between looks.
    settings: String,
}

struct Told {
    status: i32,
    report: Value,
}

impl Place {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let key = rcgen::KeyPair::generate().unwrap();
        let mut params =
            rcgen::CertificateParams::new(vec!["api.example.com".to_owned(), "localhost".to_owned()])
                .unwrap();
        params.not_after = rcgen::date_time_ymd(2060, 1, 1);
        let file = |name: &str| folder.path().join(name);
        std::fs::write(file("certificate.pem"), params.self_signed(&key).unwrap().pem()).unwrap();
        std::fs::write(file("key.pem"), key.serialize_pem()).unwrap();
        only_owner(&file("key.pem"));
        Self { folder, settings: String::new() }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Settings without mistakes, on ports that are free.
    fn good(&self) -> String {
        let ports = free_ports();
        let folder = self.folder.path().display();
        format!(
            "[node]\nid = \"n-7\"\n[server]\nhostname = \"api.example.com\"\nhttps_port = {}\n\
             certificate = \"{folder}/certificate.pem\"\nprivate_key = \"{folder}/key.pem\"\n\
             [management]\nport = {}\n[gateway]\nvhost = \"api.example.com\"\nhttp_port = {}\nhttps_port = {}\n\
             [secrets]\nsealing_key = \"{SEALING_KEY}\"\n",
            ports[0], ports[1], ports[2], ports[3]
        )
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let file = self.folder.path().join("turnpike.toml");
        // In one step: a node that is starting must not read half of it.
        let written = self.folder.path().join("turnpike.toml.new");
        std::fs::write(&written, &self.settings).unwrap();
        only_owner(&written);
        std::fs::rename(&written, &file).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_turnpike"));
        command.args(arguments).arg("--config").arg(&file).arg("--data").arg(self.data());
        command
    }

    fn doctor(&self, role: &str) -> Told {
        let output = self.command(&["doctor", role, "--json"]).output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let report = serde_json::from_str(&text)
            .unwrap_or_else(|e| panic!("{e}: {text} {}", String::from_utf8_lossy(&output.stderr)));
        Told { status: output.status.code().unwrap(), report }
    }

    fn start(&self, role: &str) -> Node {
        let log = std::fs::File::create(self.folder.path().join("log")).unwrap();
        let mut command = self.command(&[role]);
        Node(command.stdout(Stdio::null()).stderr(log).spawn().unwrap())
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }
}

impl Told {
    /// (level, what) of all that are not well.
    fn wrong(&self) -> Vec<(String, String)> {
        let text = |f: &Value, key: &str| f[key].as_str().unwrap_or_default().to_owned();
        let all = self.report["findings"].as_array().unwrap().iter();
        let wrong = all.filter(|f| f["level"] != "ok").inspect(|f| assert!(f["remedy"].is_string(), "{f}"));
        wrong.map(|f| (text(f, "level"), text(f, "what"))).collect()
    }

    fn says(&self, words: &str) -> bool {
        let all = self.report["findings"].as_array().unwrap();
        all.iter().any(|f| f["what"].as_str().unwrap_or_default().contains(words))
    }
}

/// A node that ends with the test.
struct Node(Child);

impl Drop for Node {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn only_owner(file: &Path) {
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600)).unwrap();
}

fn free_ports() -> [u16; 4] {
    let sockets = [(); 4].map(|()| TcpListener::bind("[::]:0").unwrap());
    sockets.map(|s| s.local_addr().unwrap().port())
}

/// Asks again until it is as wanted.
async fn until(place: &Place, role: &str, wanted: impl Fn(&Told) -> bool) {
    let mut told = place.doctor(role);
    for _ in 0..100 {
        if wanted(&told) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
        told = place.doctor(role);
    }
    panic!("{:#}\n{}", told.report, place.log());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_all_in_one_is_well_before_and_while_it_runs_and_broken_ones_are_told() {
    let mut place = Place::new();
    place.settings = place.good();
    let told = place.doctor("all-in-one");
    assert_eq!((told.status, told.wrong()), (0, vec![]));
    assert!(!place.data().exists(), "the doctor made something");

    let node = place.start("all-in-one");
    until(&place, "all-in-one", |told| {
        told.status == 0 && told.says("used by the running node") && told.says("its schema is up to date")
    })
    .await;
    drop(node);

    // Its text is for people.
    let text = place.command(&["doctor", "all-in-one"]).output().unwrap();
    let text = String::from_utf8_lossy(&text.stdout).into_owned();
    assert!(text.contains("0 warnings, 0 errors"), "{text}");

    let good = place.settings.clone();
    let taken = TcpListener::bind("[::]:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    for (from, to, status, words) in [
        ("vhost = \"api.example.com\"", "vhost = \"gw.example.com\"", 2, "not for gw.example.com"),
        ("[secrets]", "trust_any_backend = true\n[secrets]", 1, "trust_any_backend"),
        ("[secrets]", "access_log = false\n[secrets]", 1, "access_log"),
        (SEALING_KEY, "AAAA", 2, "32 bytes"),
        ("[secrets]", "[admin]\npassword = \"admin\"\n[secrets]", 2, "tries first"),
        ("/certificate.pem", "/nothing.pem", 2, "cannot be read"),
        ("[secrets]", "[secrts]", 2, "unknown section [secrts]"),
        ("[management]\nport = ", &format!("[management]\nport = {port} # "), 2, "used by another program"),
    ] {
        place.settings = good.replace(from, to);
        assert_ne!(place.settings, good, "{from}");
        let told = place.doctor("all-in-one");
        assert_eq!(told.status, status, "{words}: {:?}", told.wrong());
        assert!(told.wrong().iter().any(|(_, what)| what.contains(words)), "{words}: {:?}", told.wrong());
    }
    drop(taken);

    place.settings = good;
    std::fs::write(place.data().join("turnpike.db"), "this is no database, and long enough to see").unwrap();
    std::fs::remove_file(place.data().join("turnpike.db-wal")).ok();
    let told = place.doctor("all-in-one");
    assert_eq!(told.status, 2);
    assert!(told.wrong().iter().any(|(_, what)| what.contains("database")), "{:?}", told.wrong());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_control_plane_and_a_gateway_are_told_what_is_wrong_with_database_and_hub() {
    let (postgres, mut nats) = (Postgres::start().await.unwrap(), Nats::secured().await.unwrap());
    let url = postgres.database().unwrap();
    let hub = |user: &str, password: &str| {
        format!(
            "[hub]\nservers = [\"{}\"]\nca = \"{}\"\nmonitor = \"{}\"\nuser = \"{user}\"\npassword = \"{password}\"\n",
            nats.url(),
            nats.ca().display(),
            nats.monitor()
        )
    };
    let (control_plane, gateway) = (
        hub("control-plane", &Nats::password("control-plane")),
        hub("gateway-Default", &Nats::password("gateway-Default")),
    );
    let forged = hub("control-plane", "not-the-password");
    let mut place = Place::new();
    let base = format!(
        "{}[database]\nurl = \"{url}\"\n[admin]\npassword = \"a-long-enough-password\"\n",
        place.good()
    );

    place.settings = format!("{base}{control_plane}");
    let told = place.doctor("control-plane");
    assert!(told.says("the next start runs migrations"), "{}", told.report);
    assert!(told.says("agrees with that of the database") && told.says("agrees with that of the hub"));
    let tables =
        postgres.sql("test_0", "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").unwrap();
    assert_eq!(tables, "0", "the doctor made something");

    let node = place.start("control-plane");
    until(&place, "control-plane", |told| {
        told.status == 0 && told.says("it holds the whole catalog") && told.says("as the database has it")
    })
    .await;
    let mut beside = Place::new();
    beside.settings = format!("{}{gateway}", beside.good());
    let told = beside.doctor("gateway");
    assert!(told.says("this gateway can read"), "{}", told.report);
    let wrong = told.wrong();
    assert!(wrong.len() == 1 && wrong[0].1.contains("environment_key"), "{wrong:?}");
    drop(node);

    place.settings = format!("{base}{forged}");
    let told = place.doctor("control-plane");
    assert!(told.status == 2 && told.says("refuse this node"), "{}", told.report);

    place.settings = format!("{base}{control_plane}");
    postgres.sql("test_0", "UPDATE _sqlx_migrations SET checksum = '\\x00' WHERE version = 10").unwrap();
    let told = place.doctor("control-plane");
    assert!(told.status == 2 && told.says("migrations are broken: 10"), "{}", told.report);

    nats.kill();
    drop(postgres);
    let told = place.doctor("control-plane");
    assert_eq!(told.status, 2);
    assert!(told.says("the database is not available") && told.says("cannot be reached"), "{}", told.report);
}
