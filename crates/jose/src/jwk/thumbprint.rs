use aws_lc_rs::digest;

use super::{Jwk, Material};
use crate::base64url;

impl Jwk {
    /// The SHA-256 thumbprint (RFC 7638), base64url: 43 characters that name the key by its public
    /// material. The key's other members and its private half do not change it.
    pub fn thumbprint(&self) -> String {
        let encode = |bytes: &[u8]| base64url::encode(bytes);
        let canonical = match &self.material {
            Material::Oct(secret) => {
                format!(r#"{{"k":"{}","kty":"oct"}}"#, encode(secret.expose()))
            }
            Material::Rsa(public, _) => {
                format!(r#"{{"e":"{}","kty":"RSA","n":"{}"}}"#, encode(&public.e), encode(&public.n))
            }
            Material::Ec(public, _) => format!(
                r#"{{"crv":"{}","kty":"EC","x":"{}","y":"{}"}}"#,
                public.curve.name(),
                encode(&public.x),
                encode(&public.y)
            ),
            Material::Ed25519(public, _) => {
                format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, encode(public))
            }
        };
        encode(digest::digest(&digest::SHA256, canonical.as_bytes()).as_ref())
    }
}
