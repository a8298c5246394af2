//! The control plane in process: real SQLite in a throw-away directory, the in-process hub, no sockets.

use std::convert::Infallible;
use std::error::Error;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use control::seal::Sealer;
use control::tenant::NewTenant;
use control::{Control, key};
use http::{Method, Request, Response, header};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full};
use hub::{MemoryHub, Presence};
use model::key::ClientRequest;
use model::tenant::TenantDomain;
use model::user::UserName;
use model::{Ambient, Clock, Random, Timestamp};
use serde_json::{Value, json};
use store::client::ClientRow;
use store::{Store, StoreConfig};
use tempfile::TempDir;
use testkit::Contracts;
use tower::ServiceExt as _;
use tower::util::BoxCloneSyncService;

/// The public APIs and the OAuth2 endpoints on one router, as in the all-in-one.
type Service = BoxCloneSyncService<
    Request<Full<Bytes>>,
    Response<UnsyncBoxBody<Bytes, Box<dyn Error + Send + Sync>>>,
    Infallible,
>;

/// Read once: they are long.
static CONTRACTS: OnceLock<Arc<Contracts>> = OnceLock::new();

struct SystemClock(Instant);

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "tests run on the machine's time")]
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp(i64::try_from(since.as_micros()).unwrap_or(0))
    }
    fn monotonic(&self) -> Duration {
        self.0.elapsed()
    }
}

struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) {
        aws_lc_rs::rand::fill(bytes).expect("random bytes");
    }
}

/// A control plane of its own.
pub struct App {
    pub control: Control,
    service: Service,
    contracts: Arc<Contracts>,
    _data: TempDir,
}

/// A user with an access token.
#[derive(Clone)]
pub struct User {
    service: Service,
    contracts: Arc<Contracts>,
    authorization: Option<String>,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: http::HeaderMap,
    pub body: Bytes,
}

impl App {
    #[expect(clippy::disallowed_methods, reason = "tests run on the machine's time")]
    pub async fn start() -> Self {
        let data = TempDir::new().expect("a directory");
        let ambient = Ambient::new(Arc::new(SystemClock(Instant::now())), Arc::new(SystemRandom));
        let store = Store::open(&StoreConfig::Sqlite(data.path().join("db"))).await.expect("a database");
        let hub = Arc::new(MemoryHub::new(ambient.clock.clone()));
        let sealer = Sealer::new(&[7; Sealer::KEY_LEN], ambient.random.clone()).expect("a key");
        let control = Control::build(control::Config::default(), store, hub, ambient, sealer);
        control.bootstrap("admin", "admin").await.expect("bootstrap");
        let oauth = oauth::OAuth::build(control.clone(), oauth::Config::default()).expect("a configuration");
        control.connect_resident(Arc::new(oauth::ResidentConnector::new(oauth.clone())));
        // Of this machine only one address may be fetched from.
        let outbound =
            outbound::Config { allow: vec!["127.0.0.1".to_owned()], ..outbound::Config::default() };
        control.connect_outbound(outbound::Outbound::build(&outbound).expect("a way out"));
        let router = rest::router_with(&control, oauth::router(oauth));
        let service =
            Service::new(tower::util::MapResponse::new(router, |answer: Response<_>| answer.map(boxed)));
        let contracts =
            CONTRACTS.get_or_init(|| Arc::new(Contracts::load("4.5").expect("contracts"))).clone();
        Self { control, service, contracts, _data: data }
    }

    /// Makes a tenant with the administrator `admin` / `admin`.
    pub async fn tenant(&self, domain: &str) {
        let new = NewTenant {
            domain: TenantDomain::parse(domain).expect("domain"),
            admin_name: "admin".into(),
            admin_password: "admin".into(),
            profile: json!({}),
        };
        self.control.make_tenant(new).await.expect("tenant");
    }

    /// Makes a user (`name` or `name@tenant`) with roles; its password is its name.
    pub async fn user(&self, name: &str, roles: &[&str]) {
        self.control.make_user(&self.parse(name).await, name, roles).await.expect("user");
    }

    /// Announces a gateway that serves environments.
    pub async fn gateway(&self, node: &str, environments: &[&str]) {
        let presence = Presence {
            node: node.into(),
            role: "gateway".into(),
            environments: environments.iter().map(|e| (*e).to_owned()).collect(),
            version: "1".into(),
            catalog_version: 1,
            ..Presence::default()
        };
        self.control.hub().announce(presence).await.expect("announced");
    }

    /// The user with a token for scopes (space-separated), as if just issued by the resident key manager.
    pub async fn as_user(&self, name: &str, scopes: &str) -> User {
        let (user, claims) = self.claims(name, scopes).await;
        let expires = claims["exp"].as_i64().expect("seconds");
        let token =
            self.control.sign(&user.tenant, key::ACCESS_TOKEN, &claims, expires).await.expect("a token");
        self.with(Some(format!("Bearer {token}")))
    }

    /// What an access token of the user says that is valid for an hour from now.
    pub async fn claims(&self, name: &str, scopes: &str) -> (UserName, Value) {
        let user = self.parse(name).await;
        let (tenant, now) = (user.tenant.clone(), self.control.ambient().now());
        let client_id = format!("client-of-tests-{tenant}");
        let mut tx = self.control.begin().await.expect("tx");
        if store::client::by_id(&mut tx, &client_id).await.expect("read").is_none() {
            let row = ClientRow {
                client_id: client_id.clone(),
                tenant: tenant.to_string(),
                name: "tests".into(),
                owner: UserName::new("admin", tenant.clone()).fully_qualified(),
                active: true,
                secret_hash: String::new(),
                sealed_secret: String::new(),
                created_at: now.0,
                updated_at: now.0,
                body: serde_json::to_value(ClientRequest::default()).expect("json"),
            };
            store::client::insert(&mut tx, &row).await.expect("client");
        }
        tx.commit().await.expect("commit");
        let claims = json!({
            "sub": user.fully_qualified(), "aut": "APPLICATION_USER", "aud": client_id, "azp": client_id,
            "client_id": client_id, "scope": scopes, "iss": self.control.issuer(&tenant), "iat": now.secs(),
            "nbf": now.secs(), "exp": now.secs() + 3_600, "jti": self.control.ambient().id(),
        });
        (user, claims)
    }

    /// The user with Basic credentials.
    pub fn as_basic(&self, name: &str, password: &str) -> User {
        use base64::Engine as _;
        let pair = base64::engine::general_purpose::STANDARD.encode(format!("{name}:{password}"));
        self.with(Some(format!("Basic {pair}")))
    }

    pub fn anonymous(&self) -> User {
        self.with(None)
    }

    pub fn with(&self, authorization: Option<String>) -> User {
        User { service: self.service.clone(), contracts: self.contracts.clone(), authorization }
    }

    async fn parse(&self, name: &str) -> UserName {
        let mut tx = self.control.read().await.expect("tx");
        self.control.parse_user_name(&mut tx, name).await.expect("a user name")
    }
}

impl User {
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }
    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None).await
    }
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, Some(body)).await
    }
    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::PUT, path, Some(body)).await
    }

    pub async fn send(&self, method: Method, path: &str, body: Option<&Value>) -> Answer {
        let bytes = body.map(|b| Bytes::from(b.to_string())).unwrap_or_default();
        self.raw(method, path, body.map(|_| "application/json"), &[], bytes).await
    }

    /// `multipart/form-data` of text fields and one optional file (`field`, `file name`, bytes).
    pub async fn multipart(
        &self,
        method: Method,
        path: &str,
        fields: &[(&str, &str)],
        file: Option<(&str, &str, &[u8])>,
    ) -> Answer {
        let mut body = Vec::new();
        for (name, value) in fields {
            body.extend_from_slice(
                format!("--X\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                    .as_bytes(),
            );
        }
        if let Some((name, file_name, bytes)) = file {
            let head = format!(
                "--X\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file_name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
            );
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--X--\r\n");
        self.raw(method, path, Some("multipart/form-data; boundary=X"), &[], body.into()).await
    }

    /// Any bytes; every answer is checked against its contract.
    pub async fn raw(
        &self,
        method: Method,
        path: &str,
        content_type: Option<&str>,
        headers: &[(&str, &str)],
        body: Bytes,
    ) -> Answer {
        let answer = self.send_unchecked(&method, path, content_type, headers, body).await;
        self.contracts.check(method.as_str(), path, answer.status, &answer.body).expect("the contract");
        answer
    }

    /// Any bytes, and whether the answer is as its contract says.
    pub async fn try_raw(
        &self,
        method: Method,
        path: &str,
        content_type: Option<&str>,
        body: Bytes,
    ) -> anyhow::Result<Answer> {
        let answer = self.send_unchecked(&method, path, content_type, &[], body).await;
        let checked = self.contracts.check(method.as_str(), path, answer.status, &answer.body);
        let said: String = String::from_utf8_lossy(&answer.body).chars().take(300).collect();
        checked.map_err(|e| anyhow::anyhow!("{}, answered {} {said}", e.root_cause(), answer.status))?;
        Ok(answer)
    }

    /// Any bytes, and an answer that is not measured against its contract, which takes its time.
    pub async fn send_unchecked(
        &self,
        method: &Method,
        path: &str,
        content_type: Option<&str>,
        headers: &[(&str, &str)],
        body: Bytes,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(content_type) = content_type {
            request = request.header(header::CONTENT_TYPE, content_type);
        }
        if let Some(authorization) = &self.authorization {
            request = request.header(header::AUTHORIZATION, authorization);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::new(body)).expect("a request");
        let response = self.service.clone().oneshot(request).await.expect("infallible");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.into_body().collect().await.expect("a body").to_bytes();
        Answer { status, headers, body }
    }
}

fn boxed<B>(body: B) -> UnsyncBoxBody<Bytes, Box<dyn Error + Send + Sync>>
where
    B: http_body_util::BodyExt<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    body.map_err(Into::into).boxed_unsync()
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }
    /// The body as JSON when the status is `status`.
    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        if self.body.is_empty() { Value::Null } else { self.json() }
    }
    /// The same, of what a file was asked for.
    #[track_caller]
    pub fn expect_at(self, status: u16, file: &std::path::Path) -> Value {
        assert_eq!(self.status, status, "{}: {}", file.display(), String::from_utf8_lossy(&self.body));
        self.expect(status)
    }
}
