//! What a client asks of the authorization endpoint (RFC 6749 4.1.1, RFC 7636 4.3, OpenID Connect Core 3.1.2.1).

use model::scope::OPENID;

use super::redirect;
use crate::OAuth;
use crate::client::Registered;
use crate::error::Error;
use crate::grant::{AUTHORIZATION_CODE, IMPLICIT};
use crate::realm::Realm;
use crate::request::Params;
use crate::scope;

/// Characters of `state` and `nonce` that are carried.
const CARRIED: usize = 2_048;
/// RFC 7636 4.2: of a SHA-256 43, of a plain verifier up to 128.
const CHALLENGE: std::ops::RangeInclusive<usize> = 43..=128;

/// A request that is refused: on our own page when it is not known who asks, else at the client's.
#[derive(Debug)]
pub enum Refusal {
    Page { code: &'static str, text: String },
    Client { reply: Reply, code: &'static str, text: String },
    Failed(Error),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// How to answer the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    pub redirect_uri: String,
    pub state: Option<String>,
    /// In the fragment rather than the query.
    pub fragment: bool,
    pub issuer: String,
}

/// What is to be issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Issue {
    Code,
    Implicit { token: bool, id_token: bool },
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Prompt {
    pub none: bool,
    pub login: bool,
    pub consent: bool,
}

/// A request that is in order.
pub struct AuthorizationRequest {
    pub client: Registered,
    pub reply: Reply,
    pub issue: Issue,
    pub scopes: Vec<String>,
    pub nonce: Option<String>,
    pub prompt: Prompt,
    /// Seconds.
    pub max_age: Option<i64>,
    pub login_hint: Option<String>,
    /// Empty without.
    pub challenge: String,
    pub challenge_plain: bool,
}

impl OAuth {
    /// Reads and checks a request.
    pub(crate) async fn authorization_request(
        &self,
        params: &Params,
        realm: &Realm,
    ) -> Result<AuthorizationRequest, Refusal> {
        let page = |code, text: &str| Refusal::Page { code, text: text.to_owned() };
        let id = params.get("client_id");
        let id = id.ok_or_else(|| page("invalid_request", "client_id is missing."))?;
        let mut tx = self.control().read().await.map_err(Error::from)?;
        let unknown = || page("invalid_client", "A valid OAuth client could not be found for client_id.");
        let client = self.find_client(&mut tx, id).await?.ok_or_else(unknown)?;
        let usable = client.row.active
            && realm.admits(client.tenant.as_str())
            && self.control().tenant_is_active(&mut tx, &client.tenant).await.map_err(Error::from)?;
        drop(tx);
        if !usable {
            return Err(unknown());
        }
        let redirect_uri = params.get("redirect_uri");
        let redirect_uri = redirect_uri
            .ok_or_else(|| page("invalid_request", "redirect_uri is not present in the request."))?;
        if !redirect::is_registered(&client.request.redirect_uris, redirect_uri) {
            let text = "callback.not.match: redirect_uri is not one that was registered for the application.";
            return Err(page("invalid_callback", text));
        }
        let response_type = params.get("response_type").unwrap_or_default();
        let reply = Reply {
            redirect_uri: redirect_uri.to_owned(),
            state: params.get("state").filter(|s| s.len() <= CARRIED).map(str::to_owned),
            fragment: response_type.split(' ').any(|word| matches!(word, "token" | "id_token")),
            issuer: self.control().issuer(&client.tenant),
        };
        match check(params, client, &reply) {
            Ok(request) => Ok(request),
            Err((code, text)) => Err(Refusal::Client { reply, code, text }),
        }
    }
}

type Refused = (&'static str, String);

fn check(params: &Params, client: Registered, reply: &Reply) -> Result<AuthorizationRequest, Refused> {
    let refuse = |code: &'static str, text: &str| Err((code, text.to_owned()));
    for (name, code) in [("request", "request_not_supported"), ("request_uri", "request_uri_not_supported")] {
        if params.get(name).is_some() {
            return refuse(code, "request objects are not supported");
        }
    }
    if params.get("state").is_some_and(|s| s.len() > CARRIED)
        || params.get("nonce").is_some_and(|s| s.len() > CARRIED)
    {
        return refuse("invalid_request", "state and nonce must have at most 2048 bytes");
    }
    let issue = issue(params.get("response_type").unwrap_or_default())?;
    let (grant, default_mode) = match issue {
        Issue::Code => (AUTHORIZATION_CODE, "query"),
        Issue::Implicit { .. } => (IMPLICIT, "fragment"),
    };
    if !client.may_use(grant) {
        return refuse("unauthorized_client", "The client is not authorized to use the requested grant type");
    }
    if params.get("response_mode").is_some_and(|mode| mode != default_mode) {
        return refuse(
            "invalid_request",
            "response_mode: only the default of the response_type is supported",
        );
    }
    let scopes = match scope::parse(params.get("scope").unwrap_or_default()) {
        Ok(scopes) => scopes,
        Err(error) => return refuse("invalid_scope", &error.to_string()),
    };
    let id_token = matches!(issue, Issue::Implicit { id_token: true, .. });
    if id_token && (params.get("nonce").is_none() || !scopes.iter().any(|s| s == OPENID)) {
        return refuse("invalid_request", "an ID token from here needs the scope openid and a nonce");
    }
    let (challenge, challenge_plain) = challenge(params, &client, issue)?;
    let max_age = match params.get("max_age").map(str::parse::<i64>) {
        None => None,
        Some(Ok(seconds)) if seconds >= 0 => Some(seconds),
        Some(_) => return refuse("invalid_request", "max_age must be a number of seconds"),
    };
    Ok(AuthorizationRequest {
        client,
        reply: reply.clone(),
        issue,
        scopes,
        nonce: params.get("nonce").map(str::to_owned),
        prompt: prompt(params.get("prompt").unwrap_or_default())?,
        max_age,
        login_hint: params.get("login_hint").map(str::to_owned),
        challenge,
        challenge_plain,
    })
}

fn issue(response_type: &str) -> Result<Issue, Refused> {
    let mut words: Vec<&str> = response_type.split(' ').filter(|w| !w.is_empty()).collect();
    words.sort_unstable();
    match words[..] {
        ["code"] => Ok(Issue::Code),
        ["token"] => Ok(Issue::Implicit { token: true, id_token: false }),
        ["id_token"] => Ok(Issue::Implicit { token: false, id_token: true }),
        ["id_token", "token"] => Ok(Issue::Implicit { token: true, id_token: true }),
        [] => Err(("invalid_request", "response_type is missing".to_owned())),
        _ => Err((
            "unsupported_response_type",
            "response_type must be code, token, id_token or id_token token".to_owned(),
        )),
    }
}

/// Public clients must use PKCE (RFC 9700 2.1.1), others if registered so. `plain` only if the client may.
fn challenge(params: &Params, client: &Registered, issue: Issue) -> Result<(String, bool), Refused> {
    let refuse = |text: &str| Err(("invalid_request", text.to_owned()));
    let Some(challenge) = params.get("code_challenge") else {
        let needed = issue == Issue::Code && (client.request.pkce_mandatory || client.request.public);
        return if needed {
            refuse(
                "PKCE is mandatory for this application. PKCE Challenge is not provided or is not upto RFC 7636 specification.",
            )
        } else {
            Ok((String::new(), false))
        };
    };
    let unreserved = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~');
    if !CHALLENGE.contains(&challenge.len()) || !challenge.bytes().all(unreserved) {
        return refuse("code_challenge must be 43 to 128 unreserved characters");
    }
    match params.get("code_challenge_method").unwrap_or("plain") {
        "S256" => Ok((challenge.to_owned(), false)),
        "plain" if client.request.pkce_plain => Ok((challenge.to_owned(), true)),
        "plain" => refuse("This application does not allow \"plain\" transformation algorithm."),
        _ => refuse("code_challenge_method must be S256"),
    }
}

fn prompt(text: &str) -> Result<Prompt, Refused> {
    let mut prompt = Prompt::default();
    for word in text.split(' ').filter(|w| !w.is_empty()) {
        match word {
            "none" => prompt.none = true,
            "login" | "select_account" => prompt.login = true,
            "consent" => prompt.consent = true,
            _ => {
                return Err((
                    "invalid_request",
                    "prompt must be none, login, select_account or consent".to_owned(),
                ));
            }
        }
    }
    if prompt.none && (prompt.login || prompt.consent) {
        return Err(("invalid_request", "prompt none must stand alone".to_owned()));
    }
    Ok(prompt)
}
