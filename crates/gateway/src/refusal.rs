//! The one table from cause to response: what a caller is told when a request is not answered by a back end.

use std::borrow::Cow;

use http::StatusCode;

pub mod render;
pub mod telling;

/// Whose fault it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Client,
    Us,
    Upstream,
}

/// Why a request was not answered by a back end. Adding one means a row in [`Cause::row`].
#[derive(Debug, Clone)]
pub enum Cause {
    /// The request cannot be understood, or can be understood in two ways.
    BadRequest(&'static str),
    /// No API at this host and base path.
    NoApi,
    /// The API has no such resource.
    NoResource,
    /// The resource exists, not with this method. Holds the methods it has.
    MethodNotAllowed(String),
    /// The API is blocked by its life cycle.
    Blocked,
    /// A deny condition matches.
    Denied,
    MissingCredentials,
    /// The same, of an API that takes no access tokens.
    MissingApiKey,
    InvalidCredentials,
    /// No key manager says what an opaque token stands for.
    KeyManagerAway,
    /// A production key at a sandbox gateway, or the other way round.
    WrongKeyForEnvironment(&'static str),
    /// The side of the API that the key is for has no endpoint.
    NoEndpoint(&'static str),
    NotSubscribed,
    /// An API key from an address or a page that may not use it, or for another API.
    KeyNotForThis(&'static str),
    SubscriptionBlocked,
    SubscriptionInactive,
    ScopeMissing,
    WrongAudience,
    /// A quota is used up, or cannot be checked.
    Limited(Box<Limited>),
    /// The back end cannot be connected to.
    ConnectFailed,
    ConnectTimeout,
    /// The back end gave no response in time.
    ResponseTimeout,
    /// The connection broke while the request was sent, or before the response began.
    UpstreamClosed,
    /// What the back end sent is not HTTP.
    UpstreamProtocol,
    /// The client's body broke off or could not be read.
    ClientBody,
    /// The client's body is larger than what policies look at.
    BodyTooLarge,
    /// Policies cannot read the client's body: its coding or its type.
    BodyUnreadable(&'static str),
    /// The client's body cannot be converted.
    BodyMalformed(&'static str),
    /// A policy has found what it refuses.
    Threat(Box<str>),
    /// The token has no such claim.
    ClaimMissing(Box<str>),
    ClaimMismatch,
    /// Bodies that policies look at take all the room there is for them.
    NoRoom,
    /// Policies cannot do with the back end's answer what they should.
    UpstreamBody(&'static str),
    /// The gateway has no table yet.
    NotReady,
}

/// A limiter's refusal, ready to be told.
#[derive(Debug, Clone)]
pub struct Limited {
    pub status: u16,
    pub code: u32,
    pub message: &'static str,
    pub description: String,
    pub next_access_time: String,
    pub retry_after: String,
    pub rate_limit: String,
    pub rate_limit_policy: String,
}

/// A row of the table.
#[derive(Debug, Clone)]
pub struct Row {
    pub status: StatusCode,
    /// As in the body; WSO2's where it has one.
    pub code: u32,
    pub message: Cow<'static, str>,
    pub description: Cow<'static, str>,
    /// The body also says `"type":"Status report"`.
    pub report: bool,
    pub side: Side,
    /// Sending the same request again may help.
    pub retry: bool,
}

impl Cause {
    /// Status, code, words, side and whether a retry may help.
    #[expect(clippy::too_many_lines, reason = "it is the table")]
    pub fn row(&self) -> Row {
        use Side::{Client, Upstream, Us};
        match self {
            Self::BadRequest(why) => report(400, 400, "Bad Request", why, Client),
            Self::NoApi => {
                report(404, 404, "Not Found", "The requested resource is not available.", Client)
            }
            Self::NoResource => row(
                404,
                900_906,
                "No matching resource found for given API Request",
                "No matching resource found for given API Request",
                Client,
            ),
            Self::MethodNotAllowed(_) => report(
                405,
                405,
                "Method Not Allowed",
                "Method not allowed for given API resource",
                Client,
            ),
            Self::Blocked => report(
                503,
                700_700,
                "API blocked",
                "This API has been blocked temporarily. Please try again later or contact the system administrators.",
                Us,
            )
            .retry(),
            Self::Denied => {
                row(403, 900_805, "Message blocked", "You have been blocked from accessing the resource", Client)
            }
            Self::MissingCredentials => row(
                401,
                900_902,
                "Missing Credentials",
                "Invalid Credentials. Make sure your API invocation call has a header: 'Authorization : Bearer ACCESS_TOKEN'",
                Client,
            ),
            Self::MissingApiKey => row(
                401,
                900_902,
                "Missing Credentials",
                "Invalid Credentials. Make sure your API invocation call has a header: 'ApiKey : API_KEY', or the header that the API names",
                Client,
            ),
            Self::InvalidCredentials => row(
                401,
                900_901,
                "Invalid Credentials",
                "Invalid Credentials. Make sure you have provided the correct security credentials",
                Client,
            ),
            Self::KeyManagerAway => row(
                503,
                900_900,
                "Unclassified Authentication Failure",
                "The key manager cannot be asked about this token now. Please try again later.",
                Us,
            )
            .retry(),
            Self::WrongKeyForEnvironment(text) => row(401, 900_901, "Invalid Credentials", text, Client),
            Self::NoEndpoint(text) => row(403, 900_901, "Forbidden", text, Client),
            Self::NotSubscribed => row(
                403,
                900_908,
                "Resource forbidden ",
                "User is NOT authorized to access the Resource. API Subscription validation failed.",
                Client,
            ),
            Self::KeyNotForThis(text) => row(403, 900_908, "Resource forbidden ", text, Client),
            Self::SubscriptionBlocked => row(
                401,
                900_907,
                "The requested API is temporarily blocked",
                "The subscription of this application to the API is blocked",
                Client,
            ),
            Self::SubscriptionInactive => row(
                401,
                900_909,
                "The subscription to the API is inactive",
                "The subscription to the API is inactive",
                Client,
            ),
            Self::ScopeMissing => row(
                403,
                900_910,
                "The access token does not allow you to access the requested resource",
                "User is NOT authorized to access the Resource. Scope validation failed.",
                Client,
            ),
            Self::WrongAudience => row(
                403,
                900_914,
                "The access token does not allow you to access the requested resource",
                "The access token was not issued for an audience of this API",
                Client,
            ),
            Self::Limited(limited) => Row {
                status: StatusCode::from_u16(limited.status).unwrap_or(StatusCode::TOO_MANY_REQUESTS),
                code: limited.code,
                message: limited.message.into(),
                description: limited.description.clone().into(),
                report: false,
                side: if limited.status == 503 { Us } else { Client },
                retry: true,
            },
            Self::ConnectFailed => {
                report(503, 101_503, "Runtime Error", "Error connecting to the back end", Upstream).retry()
            }
            Self::ConnectTimeout => {
                report(504, 101_508, "Runtime Error", "Timed out connecting to the back end", Upstream).retry()
            }
            Self::ResponseTimeout => {
                report(504, 101_504, "Runtime Error", "The back end did not answer in time", Upstream)
            }
            Self::UpstreamClosed => {
                report(503, 101_505, "Runtime Error", "The back end closed the connection", Upstream)
            }
            Self::UpstreamProtocol => {
                report(502, 101_506, "Runtime Error", "The back end's answer is not understood", Upstream)
            }
            Self::ClientBody => {
                report(400, 102_511, "Bad Request", "The request's body is incomplete or malformed", Client)
            }
            Self::BodyTooLarge => report(
                413,
                413,
                "Request Entity Too Large",
                "The request's body is larger than the API's policies look at",
                Client,
            ),
            Self::BodyUnreadable(why) => report(415, 415, "Unsupported Media Type", why, Client),
            Self::BodyMalformed(why) => report(400, 601_000, "Bad Request", why, Client),
            Self::Threat(why) => {
                Row { description: why.to_string().into(), ..row(400, 400, "Bad Request", "", Client) }
            }
            Self::ClaimMissing(claim) => Row {
                message: format!("Token doesn't contain the claim \"{claim}\"").into(),
                ..row(403, 403, "", "The access token does not allow you to access the requested resource", Client)
            },
            Self::ClaimMismatch => row(
                403,
                403,
                "Configured claim and claim sent in token do not match.",
                "The access token does not allow you to access the requested resource",
                Client,
            ),
            Self::NoRoom => report(503, 503, "Service Unavailable", "The gateway is busy", Us).retry(),
            Self::UpstreamBody(why) => report(502, 101_506, "Runtime Error", why, Upstream),
            Self::NotReady => {
                report(503, 503, "Service Unavailable", "The gateway is starting", Us).retry()
            }
        }
    }
}

fn row(status: u16, code: u32, message: &'static str, description: &'static str, side: Side) -> Row {
    Row {
        status: StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
        code,
        message: message.into(),
        description: description.into(),
        report: false,
        side,
        retry: false,
    }
}

fn report(status: u16, code: u32, message: &'static str, description: &'static str, side: Side) -> Row {
    Row { report: true, ..row(status, code, message, description, side) }
}

impl Row {
    fn retry(mut self) -> Self {
        self.retry = true;
        self
    }
}
