//! Keys, JWS, JWE, JWKS and token formats; pure.
