// The platform as oauth4webapi sees it: a public client with PKCE, and a confidential one.
import assert from "node:assert/strict";
import * as oauth from "oauth4webapi";
import { Browser } from "./browser.mjs";

const world = JSON.parse(process.env.WORLD);
const user = { username: world.user, password: world.password };
const issuer = new URL(world.issuer);

const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer));
assert(as.grant_types_supported.includes("urn:ietf:params:oauth:grant-type:device_code"));

// A public client: PKCE and no secret.
const shy = { client_id: world.publicId };
const browser = new Browser();
const verifier = oauth.generateRandomCodeVerifier();
const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
const url = new URL(as.authorization_endpoint);
for (const [name, value] of Object.entries({
  client_id: shy.client_id, redirect_uri: world.callback, response_type: "code", scope: "openid", state, nonce,
  code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: "S256",
})) url.searchParams.set(name, value);
const back = oauth.validateAuthResponse(as, shy, await browser.authorize(url, user), state);
const ask = (v) => oauth.authorizationCodeGrantRequest(as, shy, oauth.None(), back, world.callback, v);
await assert.rejects(ask(oauth.generateRandomCodeVerifier()).then((r) => oauth.processAuthorizationCodeResponse(as, shy, r)),
  { error: "invalid_grant" });
const response = await ask(verifier);
const tokens = await oauth.processAuthorizationCodeResponse(as, shy, response.clone(), { expectedNonce: nonce, requireIdToken: true });
await oauth.validateApplicationLevelSignature(as, response);
assert.equal(oauth.getValidatedIdTokenClaims(tokens).sub, world.subject);

const info = await oauth.processUserInfoResponse(as, shy, world.subject,
  await oauth.userInfoRequest(as, shy, tokens.access_token));
assert.equal(info.sub, world.subject);

const refreshed = await oauth.processRefreshTokenResponse(as, shy,
  await oauth.refreshTokenGrantRequest(as, shy, oauth.None(), tokens.refresh_token));
await oauth.processRevocationResponse(await oauth.revocationRequest(as, shy, oauth.None(), refreshed.refresh_token));
await assert.rejects(oauth.refreshTokenGrantRequest(as, shy, oauth.None(), refreshed.refresh_token)
  .then((r) => oauth.processRefreshTokenResponse(as, shy, r)), { error: "invalid_grant" });

// A confidential one, with its secret in the body.
const known = { client_id: world.clientId };
const secret = oauth.ClientSecretPost(world.clientSecret);
const own = await oauth.processClientCredentialsResponse(as, known,
  await oauth.clientCredentialsGrantRequest(as, known, secret, { scope: "orders" }));
const seen = await oauth.processIntrospectionResponse(as, known,
  await oauth.introspectionRequest(as, known, secret, own.access_token));
assert.equal(seen.active, true);
// As a protected resource does it.
const claims = await oauth.validateJwtAccessToken(as, new Request("https://api.example", {
  headers: { authorization: `Bearer ${own.access_token}` },
}), world.clientId);
assert.equal(claims.client_id, world.clientId);
await assert.rejects(oauth.clientCredentialsGrantRequest(as, known, oauth.ClientSecretPost("wrong"), {})
  .then((r) => oauth.processClientCredentialsResponse(as, known, r)), { code: oauth.WWW_AUTHENTICATE_CHALLENGE });

// A device that is not allowed yet, and then is.
const begun = await oauth.processDeviceAuthorizationResponse(as, known,
  await oauth.deviceAuthorizationRequest(as, known, secret, { scope: "openid" }));
const poll = async () => oauth.processDeviceCodeResponse(as, known,
  await oauth.deviceCodeGrantRequest(as, known, secret, begun.device_code));
await assert.rejects(poll(), { error: "authorization_pending" });
await assert.rejects(poll(), { error: "slow_down" });
console.log("oauth4webapi: all well");
