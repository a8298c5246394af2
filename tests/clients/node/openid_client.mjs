// The platform as openid-client sees it.
import assert from "node:assert/strict";
import * as client from "openid-client";
import { Browser } from "./browser.mjs";

const world = JSON.parse(process.env.WORLD);
const user = { username: world.user, password: world.password };

const config = await client.discovery(new URL(world.issuer), world.clientId, undefined,
  client.ClientSecretBasic(world.clientSecret));
client.enableNonRepudiationChecks(config);
assert.equal(config.serverMetadata().issuer, world.issuer);

// Authorization code with PKCE.
const browser = new Browser();
const pkceCodeVerifier = client.randomPKCECodeVerifier();
const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()];
const url = client.buildAuthorizationUrl(config, {
  redirect_uri: world.callback, scope: "openid orders", state: expectedState, nonce: expectedNonce,
  code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier), code_challenge_method: "S256",
});
const back = await browser.authorize(url, user);
const tokens = await client.authorizationCodeGrant(config, back, { pkceCodeVerifier, expectedState, expectedNonce });
assert.equal(tokens.claims().sub, world.subject);
assert.equal(tokens.scope, "openid orders");
await assert.rejects(client.authorizationCodeGrant(config, back, { pkceCodeVerifier, expectedState, expectedNonce }),
  { error: "invalid_grant" });

const info = await client.fetchUserInfo(config, tokens.access_token, world.subject);
assert.equal(info.sub, world.subject);

// A refresh token is good once.
const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token);
assert.notEqual(refreshed.refresh_token, tokens.refresh_token);
await assert.rejects(client.refreshTokenGrant(config, tokens.refresh_token), { error: "invalid_grant" });

// Introspection and revocation.
const seen = await client.tokenIntrospection(config, refreshed.access_token);
assert.equal(seen.active, true);
assert.equal(seen.client_id, world.clientId);

// The token for another.
const exchanged = await client.genericGrantRequest(config, "urn:ietf:params:oauth:grant-type:token-exchange", {
  subject_token: refreshed.access_token, subject_token_type: "urn:ietf:params:oauth:token-type:access_token",
  scope: "orders",
});
assert.equal(exchanged.scope, "orders");

await client.tokenRevocation(config, refreshed.access_token);
assert.equal((await client.tokenIntrospection(config, refreshed.access_token)).active, false);
await assert.rejects(client.fetchUserInfo(config, refreshed.access_token, world.subject), { status: 401 });

// The client itself.
const own = await client.clientCredentialsGrant(config, { scope: "orders" });
assert.equal(own.token_type, "bearer");

// A device.
const begun = await client.initiateDeviceAuthorization(config, { scope: "openid" });
const [connected] = await Promise.all([
  client.pollDeviceAuthorizationGrant(config, begun),
  new Browser().allowDevice(begun.verification_uri_complete, user),
]);
assert.equal(connected.claims().sub, world.subject);

// Logout ends the session: the next login asks for the password again.
const end = client.buildEndSessionUrl(config, {
  id_token_hint: tokens.id_token, post_logout_redirect_uri: world.callback, state: "bye",
});
const left = await browser.send(end);
assert.equal(left.location, `${world.callback}?state=bye`);
assert((await browser.send(url)).html.includes('name="password"'));
console.log("openid-client: all well");
