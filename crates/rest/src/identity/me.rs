//! `POST /me`

use axum::extract::State;
use axum::http::StatusCode;
use control::Control;
use control::user::SignUp;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use crate::error::Error;
use crate::extract;

const CLAIMS: &str = "http://wso2.org/claims/";

#[derive(Debug, Deserialize, ToSchema)]
pub struct SelfRegistration {
    user: Registered,
}

#[derive(Deserialize, ToSchema)]
struct Registered {
    /// With `@` and the tenant's domain, unless it is the super tenant.
    username: String,
    password: String,
    /// Attributes: given name, last name, e-mail address, telephone and mobile number, organization, country.
    #[serde(default)]
    claims: Vec<Claim>,
}

#[derive(Debug, Deserialize, ToSchema)]
struct Claim {
    /// Such as `http://wso2.org/claims/givenname`.
    uri: String,
    value: String,
}

impl std::fmt::Debug for Registered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Registered").field("username", &self.username).finish_non_exhaustive()
    }
}

/// The claims as SCIM2 attributes; those that are not known are passed over.
fn profile(claims: Vec<Claim>) -> Map<String, Value> {
    let (mut profile, mut name) = (Map::new(), Map::new());
    for Claim { uri, value } in claims {
        match uri.strip_prefix(CLAIMS) {
            Some("givenname") => drop(name.insert("givenName".to_owned(), value.into())),
            Some("lastname") => drop(name.insert("familyName".to_owned(), value.into())),
            Some("emailaddress") => drop(profile.insert("emails".to_owned(), json!([value]))),
            Some("telephone" | "mobile") => {
                let numbers = profile.entry("phoneNumbers").or_insert_with(|| json!([]));
                if let Value::Array(numbers) = numbers {
                    numbers.push(json!({"value": value}));
                }
            }
            Some("organization") => drop(profile.insert("organization".to_owned(), value.into())),
            Some("country") => drop(profile.insert("country".to_owned(), value.into())),
            _ => {}
        }
    }
    if !name.is_empty() {
        profile.insert("name".to_owned(), name.into());
    }
    profile
}

/// Makes an account for somebody who is nobody yet, where the tenant lets them.
#[utoipa::path(
    post, path = "/me", tag = "Self Register", operation_id = "mePost",
    security(()), request_body = SelfRegistration,
    responses((status = 201)),
)]
pub async fn create(
    State(control): State<Control>,
    extract::Json(body): extract::Json<SelfRegistration>,
) -> Result<StatusCode, Error> {
    let Registered { username, password, claims } = body.user;
    control.sign_up(SignUp { name: username, password, profile: profile(claims) }).await?;
    Ok(StatusCode::CREATED)
}
