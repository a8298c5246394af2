//! What a client may ask for at registration.

use model::key::{ClientRequest, OPAQUE};

use crate::error::Error;

const NAME: usize = 255;
const REDIRECT_URI: usize = 2_048;
const MOST: usize = 50;
/// 100 years: beyond it a lifetime means "never expires".
pub const FOREVER: u64 = 3_155_760_000;

/// Refuses with the field and what is allowed; the token type is put as we name it.
pub fn check(mut request: ClientRequest) -> Result<ClientRequest, Error> {
    text("client_name", &request.client_name, NAME)?;
    text("owner", &request.owner, NAME)?;
    if request.client_name.trim().is_empty() {
        return Err(Error::request("client_name: must not be empty"));
    }
    for (field, list) in [("grant_types", &request.grant_types), ("redirect_uris", &request.redirect_uris)] {
        if list.len() > MOST {
            return Err(Error::request(format!("{field}: at most {MOST} are allowed")));
        }
        for item in list {
            text(field, item, REDIRECT_URI)?;
        }
    }
    for (field, lifetime) in [
        ("access_token_lifetime", request.access_token_lifetime),
        ("user_token_lifetime", request.user_token_lifetime),
        ("refresh_token_lifetime", request.refresh_token_lifetime),
        ("id_token_lifetime", request.id_token_lifetime),
    ] {
        if lifetime == Some(0) {
            return Err(Error::request(format!("{field}: must be 1 second or more")));
        }
    }
    request.token_type = token_type(&request.token_type)?;
    Ok(request)
}

/// WSO2 calls opaque tokens `OAUTH`, and leaves out what is to be as usual.
fn token_type(asked: &str) -> Result<String, Error> {
    match asked.to_ascii_uppercase().as_str() {
        "" | "JWT" | "DEFAULT" => Ok("JWT".to_owned()),
        "OAUTH" | OPAQUE => Ok(OPAQUE.to_owned()),
        _ => Err(Error::request("token_type: must be JWT or OPAQUE")),
    }
}

fn text(field: &str, value: &str, most: usize) -> Result<(), Error> {
    if value.chars().count() > most {
        return Err(Error::request(format!("{field}: at most {most} characters are allowed")));
    }
    if value.chars().any(char::is_control) {
        return Err(Error::request(format!("{field}: control characters are not allowed")));
    }
    Ok(())
}
