"""The platform as Authlib sees it."""

import json
import os
import re
import html
import time
from urllib.parse import urljoin

import requests
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session, OAuthError
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.jwk import KeySet

WORLD = json.loads(os.environ["WORLD"])
USER = {"username": WORLD["user"], "password": WORLD["password"]}
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"


def submit(browser, page, **fields):
    """Sends the form of a page."""
    action = re.search(r'action="([^"]+)"', page.text)
    request = re.search(r'name="request" value="([^"]+)"', page.text)
    assert action and request, page.text
    fields["request"] = html.unescape(request[1])
    return browser.post(urljoin(page.url, html.unescape(action[1])), data=fields, allow_redirects=False)


def authorize(browser, url):
    """From the authorization endpoint to where the browser is sent in the end."""
    page = browser.get(url, allow_redirects=False)
    if 'name="password"' in page.text:
        page = submit(browser, page, **USER)
    if 'name="decision"' in page.text:
        page = submit(browser, page, decision="allow")
    assert page.status_code == 303, page.text
    return page.headers["location"]


def refused(code, act):
    try:
        act()
    except OAuthError as error:
        assert error.error == code, error
    else:
        raise AssertionError(f"not refused as {code}")


metadata = requests.get(WORLD["issuer"] + "/.well-known/openid-configuration").json()
session = OAuth2Session(
    WORLD["clientId"],
    WORLD["clientSecret"],
    scope="openid orders",
    redirect_uri=WORLD["callback"],
    code_challenge_method="S256",
    token_endpoint=metadata["token_endpoint"],
)

# Authorization code with PKCE, and the ID token's signature.
browser = requests.Session()
verifier, nonce = generate_token(48), generate_token(20)
url, state = session.create_authorization_url(
    metadata["authorization_endpoint"], code_verifier=verifier, nonce=nonce
)
assert create_s256_code_challenge(verifier) in url
back = authorize(browser, url)
token = session.fetch_token(authorization_response=back, code_verifier=verifier, state=state)
keys = KeySet.import_key_set(requests.get(metadata["jwks_uri"]).json())
claims = jwt.decode(token["id_token"], keys, algorithms=["RS256"]).claims
assert (claims["sub"], claims["nonce"], claims["aud"]) == (WORLD["subject"], nonce, WORLD["clientId"])
assert claims["iss"] == metadata["issuer"] == WORLD["issuer"] and claims["exp"] > time.time()

# The session adds the token by itself.
assert session.get(metadata["userinfo_endpoint"]).json()["sub"] == WORLD["subject"]

# Refresh, introspection, revocation.
old = token["refresh_token"]
token = session.refresh_token(metadata["token_endpoint"])
assert token["refresh_token"] != old
refused("invalid_grant", lambda: session.refresh_token(metadata["token_endpoint"], refresh_token=old))
ask = lambda: session.introspect_token(metadata["introspection_endpoint"], token=token["access_token"]).json()
assert ask()["active"] is True
assert session.revoke_token(metadata["revocation_endpoint"], token=token["access_token"]).status_code == 200
assert ask()["active"] is False
assert session.get(metadata["userinfo_endpoint"]).status_code == 401

# The client itself, and the user's password.
own = OAuth2Session(WORLD["clientId"], WORLD["clientSecret"], token_endpoint=metadata["token_endpoint"])
assert own.fetch_token(grant_type="client_credentials")["token_type"] == "Bearer"
assert own.fetch_token(grant_type="password", **USER)["access_token"]
refused("invalid_grant", lambda: own.fetch_token(grant_type="password", username=WORLD["user"], password="wrong"))

# A device.
begun = requests.post(
    metadata["device_authorization_endpoint"],
    auth=(WORLD["clientId"], WORLD["clientSecret"]),
    data={"scope": "openid"},
).json()
poll = lambda: own.fetch_token(grant_type=DEVICE, device_code=begun["device_code"])
refused("authorization_pending", poll)
page = browser.get(begun["verification_uri"])
page = submit(browser, page, user_code=begun["user_code"].lower())
page = submit(browser, page, decision="allow")
assert "is connected" in page.text, page.text
deadline = time.monotonic() + 60
while True:
    try:
        assert poll()["id_token"]
        break
    except OAuthError as error:
        assert error.error in ("authorization_pending", "slow_down") and time.monotonic() < deadline, error
        time.sleep(begun["interval"])

# Logout without a hint asks; then nobody is logged in.
page = browser.get(metadata["end_session_endpoint"], params={"client_id": WORLD["clientId"]})
page = submit(browser, page)
assert "signed out" in page.text, page.text
assert 'name="password"' in browser.get(url).text
print("Authlib: all well")
