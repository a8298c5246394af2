use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

use super::{Jwk, Material, Secret, Usage};
use crate::Error;
use crate::base64url;

impl Jwk {
    /// The key as others may see it. A shared secret has no such form.
    pub fn to_public_json(&self) -> Result<Value, Error> {
        let public = self.to_public().ok_or(Error::key("kty", "a shared secret has no public form"))?;
        Ok(Value::Object(public.members()))
    }

    /// The whole key, secrets included. For storage under encryption, never for a response.
    pub fn to_private_json(&self) -> Zeroizing<String> {
        let mut members = self.members();
        match &self.material {
            Material::Oct(secret) => put(&mut members, "k", secret),
            Material::Rsa(_, Some(private)) => {
                put(&mut members, "d", &private.d);
                put(&mut members, "p", &private.p);
                put(&mut members, "q", &private.q);
                put(&mut members, "dp", &private.dp);
                put(&mut members, "dq", &private.dq);
                put(&mut members, "qi", &private.qi);
            }
            Material::Ec(_, Some(secret)) | Material::Ed25519(_, Some(secret)) => {
                put(&mut members, "d", secret);
            }
            Material::Rsa(_, None) | Material::Ec(_, None) | Material::Ed25519(_, None) => {}
        }
        let text = Zeroizing::new(Value::Object(members.clone()).to_string());
        wipe(members);
        text
    }

    /// Everything but secrets.
    fn members(&self) -> Map<String, Value> {
        let mut members = Map::new();
        let mut set = |name: &str, value: Value| members.insert(name.to_owned(), value);
        match &self.material {
            Material::Oct(_) => {
                set("kty", json!("oct"));
            }
            Material::Rsa(public, _) => {
                set("kty", json!("RSA"));
                set("n", json!(base64url::encode(&public.n)));
                set("e", json!(base64url::encode(&public.e)));
            }
            Material::Ec(public, _) => {
                set("kty", json!("EC"));
                set("crv", json!(public.curve.name()));
                set("x", json!(base64url::encode(&public.x)));
                set("y", json!(base64url::encode(&public.y)));
            }
            Material::Ed25519(public, _) => {
                set("kty", json!("OKP"));
                set("crv", json!("Ed25519"));
                set("x", json!(base64url::encode(public)));
            }
        }
        if let Some(kid) = &self.kid {
            set("kid", json!(kid));
        }
        if let Some(usage) = self.usage {
            set("use", json!(usage.name()));
        }
        if let Some(operations) = &self.key_ops {
            set("key_ops", json!(operations));
        }
        if let Some(alg) = &self.alg {
            set("alg", json!(alg));
        }
        if !self.x5c.is_empty() {
            set("x5c", json!(self.x5c));
        }
        if let Some(thumbprint) = &self.x5t_s256 {
            set("x5t#S256", json!(thumbprint));
        }
        members
    }
}

impl Usage {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Signature => "sig",
            Self::Encryption => "enc",
        }
    }
}

fn put(members: &mut Map<String, Value>, name: &str, secret: &Secret) {
    members.insert(name.to_owned(), Value::String(base64url::encode(secret.expose())));
}

fn wipe(members: Map<String, Value>) {
    for (_, value) in members {
        if let Value::String(text) = value {
            drop(Zeroizing::new(text));
        }
    }
}
