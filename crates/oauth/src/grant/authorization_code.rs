//! Tokens for an authorization code (RFC 6749 4.1.3, RFC 7636 4.5). Each can be used once; a second use revokes what the
//! first one brought (RFC 6749 4.1.2).

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA256, digest};
use control::bearer::fully_qualified;
use jose::base64url;
use store::authorization::{self, CodeRow};

use super::{Grant, REFRESH_TOKEN};
use crate::OAuth;
use crate::client::{Registered, secret};
use crate::error::Error;
use crate::issue::{Login, Subject, TokenResponse};
use crate::scope::Person;

const VERIFIER: std::ops::RangeInclusive<usize> = 43..=128;

impl OAuth {
    pub(super) async fn authorization_code(&self, grant: &Grant<'_>) -> Result<TokenResponse, Error> {
        let client = &grant.asking.client;
        let [given] = grant.params.required(["code"])?;
        let hash = secret::hash(given);
        let mut tx = self.control().read().await?;
        let row = authorization::code(&mut tx, client.tenant.as_str(), &hash).await?;
        let row = row.filter(|row| row.client_id == client.id()).ok_or_else(refused)?;
        if row.used_at.is_some() {
            drop(tx);
            self.code_used_again(client, &hash).await?;
            return Err(refused());
        }
        if row.expires_at <= self.now() {
            return Err(refused());
        }
        if grant.params.get("redirect_uri") != Some(row.redirect_uri.as_str()) {
            return Err(Error::grant("redirect_uri does not match the one of the authorization request"));
        }
        proves(&row, grant.asking.proved, grant.params.get("code_verifier"))?;
        let user = fully_qualified(&row.subject).ok_or_else(refused)?;
        let roles = self.control().roles_of_active_user(&mut tx, &user).await?.ok_or_else(refused)?;
        let person = Person { tenant: &user.tenant, roles: &roles };
        let had = row.scopes.split(' ').map(str::to_owned).collect();
        let scopes = self.grant_scopes(&mut tx, &client.tenant, person, had).await?;
        drop(tx);

        let access = self.access_token(client, &Subject::User(user.clone()), &scopes, None).await?;
        let login = Login { nonce: row.nonce, auth_time: Some(row.auth_time) };
        let id_token = self.id_token(client, &user, &scopes, Some(&access), &login).await?;
        let refresh = client
            .may_use(REFRESH_TOKEN)
            .then(|| self.refresh_token(client, &user, &scopes, &access, Some(row.family)));

        // Whoever redeems it here is the only one; what the others have signed meanwhile is thrown away.
        let mut tx = self.control().begin_concurrent().await?;
        if !authorization::redeem_code(
            &mut tx,
            client.tenant.as_str(),
            &hash,
            self.now(),
            &access.jti,
            access.exp,
        )
        .await?
        {
            drop(tx);
            self.code_used_again(client, &hash).await?;
            return Err(refused());
        }
        if let Some((_, row)) = &refresh {
            store::token::insert(&mut tx, row).await?;
        }
        tx.commit().await?;
        Ok(TokenResponse {
            refresh_token: refresh.map(|(clear, _)| clear),
            id_token,
            ..TokenResponse::of(access, &scopes)
        })
    }

    /// Beyond the grace for repeated requests, somebody has got hold of the code: all that came of it is revoked.
    async fn code_used_again(&self, client: &Registered, hash: &str) -> Result<(), Error> {
        let mut tx = self.control().begin().await?;
        let row = authorization::code(&mut tx, client.tenant.as_str(), hash).await?;
        let Some(CodeRow {
            family,
            used_at: Some(used_at),
            access_jti: Some(jti),
            access_exp: Some(exp),
            ..
        }) = row
        else {
            return Ok(());
        };
        let grace = i64::try_from(self.config().refresh_grace_seconds).unwrap_or(i64::MAX);
        if self.now().saturating_sub(used_at) < grace {
            return Ok(());
        }
        tracing::warn!(
            oauth.client = client.id(),
            "an authorization code was used twice: its login is revoked"
        );
        let now = self.control().ambient().now();
        let tenant = client.tenant.as_str();
        self.revoke_family(&mut tx, tenant, &family).await?;
        // Beside it there was a refresh token only if the client may have one.
        store::revocation::put_token(&mut tx, tenant, &jti, exp, now).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Whoever redeems a code is whoever asked for it: by PKCE, by the client's secret, or both.
fn proves(row: &CodeRow, proved: bool, verifier: Option<&str>) -> Result<(), Error> {
    if row.challenge.is_empty() {
        // RFC 9700 4.8.2: a verifier without a challenge is a downgrade.
        return if verifier.is_some() {
            Err(Error::grant("code_verifier was given, but the authorization request had no code_challenge"))
        } else if proved {
            Ok(())
        } else {
            Err(Error::InvalidClient)
        };
    }
    let verifier = verifier.ok_or_else(|| Error::grant("code_verifier is missing"))?;
    let computed = if row.challenge_plain {
        verifier.to_owned()
    } else {
        base64url::encode(digest(&SHA256, verifier.as_bytes()).as_ref())
    };
    let right = VERIFIER.contains(&verifier.len())
        && verify_slices_are_equal(computed.as_bytes(), row.challenge.as_bytes()).is_ok();
    if right { Ok(()) } else { Err(Error::grant("PKCE validation failed: code_verifier does not match")) }
}

fn refused() -> Error {
    Error::grant("Invalid authorization code received from token request")
}
