//! An authorization server on a throw-away database, with a clock that tests move.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use control::Control;
use control::seal::Sealer;
use control::tenant::NewTenant;
use model::tenant::TenantDomain;
use model::{Ambient, Clock, Random, Timestamp};
use oauth::{Config, OAuth, ResidentConnector};
use serde_json::{Value, json};
use store::user::UserRow;
use store::{Store, StoreConfig};
use tower::ServiceExt as _;

pub const PASSWORD: &str = "correct horse";
pub const REGISTER: &str = "/client-registration/v0.17/register";
const START: i64 = 1_700_000_000;

pub struct TestClock(AtomicI64);

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::Relaxed))
    }
    fn monotonic(&self) -> Duration {
        Duration::from_micros(u64::try_from(self.0.load(Ordering::Relaxed)).unwrap_or(0))
    }
}

pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) {
        aws_lc_rs::rand::fill(bytes).expect("the system has random bytes");
    }
}

pub struct App {
    pub control: Control,
    pub connector: ResidentConnector,
    pub router: Router,
    pub clock: Arc<TestClock>,
    _dir: tempfile::TempDir,
}

/// An answer with its JSON body (`null` if it has none).
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Answer {
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        self
    }
    pub fn text(&self, member: &str) -> String {
        self.body[member].as_str().unwrap_or_else(|| panic!("{member} in {}", self.body)).to_owned()
    }
    /// Status and RFC 6749 error code.
    pub fn error(&self) -> (u16, &str) {
        (self.status.as_u16(), self.body["error"].as_str().unwrap_or_default())
    }
}

/// A registered client.
pub struct Client {
    pub id: String,
    pub secret: String,
}

impl App {
    pub async fn start() -> Self {
        Self::with(Config::default()).await
    }

    pub async fn with(config: Config) -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let store = Store::open(&StoreConfig::Sqlite(dir.path().join("t.db"))).await.expect("a database");
        let clock = Arc::new(TestClock(AtomicI64::new(START * 1_000_000)));
        let ambient = Ambient::new(clock.clone(), Arc::new(SystemRandom));
        let sealer = Sealer::new(&[7; Sealer::KEY_LEN], ambient.random.clone()).expect("a sealer");
        let hub = Arc::new(hub::MemoryHub::new(clock.clone()));
        let control = Control::build(control::Config::default(), store, hub, ambient, sealer);
        control.bootstrap("admin", PASSWORD).await.expect("bootstrapped");
        let oauth = OAuth::build(control.clone(), config).expect("a configuration");
        let router = oauth::router(oauth.clone());
        Self { control, connector: ResidentConnector::new(oauth), router, clock, _dir: dir }
    }

    pub fn forward(&self, by: Duration) {
        let micros = i64::try_from(by.as_micros()).expect("a short time");
        self.clock.0.fetch_add(micros, Ordering::Relaxed);
    }

    /// A tenant with an administrator `admin`.
    pub async fn tenant(&self, domain: &str) {
        let new = NewTenant {
            domain: TenantDomain::parse(domain).expect("a domain"),
            admin_name: "admin".to_owned(),
            admin_password: PASSWORD.to_owned(),
            profile: json!({}),
        };
        self.control.make_tenant(new).await.expect("made");
    }

    /// A user with the password [`PASSWORD`] and these roles, which are made if need be.
    pub async fn user(&self, tenant: &str, name: &str, roles: &[&str]) {
        let password_hash = self.control.hasher().hash(PASSWORD).await.expect("hashed");
        let id = self.control.ambient().id();
        let row = UserRow {
            id: id.clone(),
            tenant: tenant.to_owned(),
            name: name.to_owned(),
            password_hash,
            active: true,
            created_at: 0,
            updated_at: 0,
            body: json!({"name": {"givenName": "Ann"}, "emails": ["ann@example.com"]}),
        };
        let mut tx = self.control.begin().await.expect("tx");
        store::user::insert(&mut tx, &row).await.expect("inserted");
        for role in roles {
            let found = store::role::by_name(&mut tx, tenant, role).await.expect("read");
            let role_id = match found {
                Some(found) => found.id,
                None => self.role(&mut tx, tenant, role).await,
            };
            store::role::assign(&mut tx, tenant, &id, &role_id).await.expect("assigned");
        }
        tx.commit().await.expect("committed");
    }

    async fn role(&self, tx: &mut store::Tx, tenant: &str, name: &str) -> String {
        let id = self.control.ambient().id();
        let row = store::role::RoleRow {
            id: id.clone(),
            tenant: tenant.to_owned(),
            name: name.to_owned(),
            created_at: 0,
            updated_at: 0,
        };
        store::role::insert(tx, &row).await.expect("inserted");
        id
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.expect("infallible");
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 1 << 20).await.expect("a body");
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer { status: parts.status, headers: parts.headers, body }
    }

    pub async fn get(&self, path: &str, authorization: &str) -> Answer {
        let request = Request::get(path).header(header::AUTHORIZATION, authorization);
        self.send(request.body(Body::empty()).expect("a request")).await
    }

    /// A form with an `Authorization` header, unless that is empty.
    pub async fn post(&self, path: &str, authorization: &str, form: &str) -> Answer {
        let mut request =
            Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if !authorization.is_empty() {
            request = request.header(header::AUTHORIZATION, authorization);
        }
        self.send(request.body(Body::from(form.to_owned())).expect("a request")).await
    }

    pub async fn json(&self, method: Method, path: &str, authorization: &str, body: &Value) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::AUTHORIZATION, authorization);
        self.send(request.body(Body::from(body.to_string())).expect("a request")).await
    }

    /// Registers a client of the user's tenant with every grant we support.
    pub async fn client(&self, user: &str, name: &str) -> Client {
        let body = json!({"clientName": name, "owner": user, "callbackUrl": "www.example.com", "saasApp": false,
            "grantType": "password client_credentials refresh_token authorization_code"});
        let answer = self.json(Method::POST, REGISTER, &basic(user, PASSWORD), &body).await.expect(200);
        Client { id: answer.text("clientId"), secret: answer.text("clientSecret") }
    }

    pub async fn token(&self, client: &Client, form: &str) -> Answer {
        self.post("/oauth2/token", &client.basic(), form).await
    }

    /// A password grant for a user with the usual password.
    pub async fn login(&self, client: &Client, user: &str, scope: &str) -> Answer {
        let form = format!("grant_type=password&username={user}&password={PASSWORD}&scope={scope}");
        self.token(client, &form.replace(' ', "+")).await
    }

    /// Whether the token opens the REST APIs.
    pub async fn opens(&self, token: &str) -> bool {
        self.control.authenticate_bearer(token).await.is_ok()
    }

    pub async fn introspect(&self, token: &str) -> Value {
        let form = format!("token={token}");
        self.post("/oauth2/introspect", &basic("admin", PASSWORD), &form).await.expect(200).body
    }
}

impl Client {
    pub fn basic(&self) -> String {
        basic(&self.id, &self.secret)
    }
}

pub fn super_tenant() -> TenantDomain {
    TenantDomain::super_tenant()
}

pub fn basic(name: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{name}:{password}")))
}

/// A part of a token: 0 is the header, 1 the claims.
pub fn part(token: &str, n: usize) -> Value {
    let bytes = URL_SAFE_NO_PAD.decode(token.split('.').nth(n).expect("a part")).expect("base64url");
    serde_json::from_slice(&bytes).expect("JSON")
}
