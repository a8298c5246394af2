use super::{Curve, EcPublic, Jwk, Material, RsaPublic, strength};
use crate::Error;
use crate::der;

const RSA_ENCRYPTION: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
const EC_PUBLIC_KEY: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
const ED25519: &[u8] = &[0x2b, 0x65, 0x70];
const P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
const P384: &[u8] = &[0x2b, 0x81, 0x04, 0x00, 0x22];
const P521: &[u8] = &[0x2b, 0x81, 0x04, 0x00, 0x23];

impl Jwk {
    /// The public key of a certificate: DER `SubjectPublicKeyInfo` (RFC 5280 §4.1), which is what
    /// an X.509 parser hands out. For key managers that are configured with a certificate.
    pub fn from_spki_der(spki: &[u8]) -> Result<Self, Error> {
        let mut info = der::Reader::new(spki).sequence()?;
        let mut algorithm = info.sequence()?;
        let key = info.bit_string()?;
        let material = match algorithm.oid()? {
            RSA_ENCRYPTION => {
                let mut numbers = der::Reader::new(key).sequence()?;
                let public = RsaPublic { n: numbers.unsigned()?.to_vec(), e: numbers.unsigned()?.to_vec() };
                strength::check_rsa(&public)?;
                Material::Rsa(public, None)
            }
            EC_PUBLIC_KEY => {
                let curve = match algorithm.oid()? {
                    P256 => Curve::P256,
                    P384 => Curve::P384,
                    P521 => Curve::P521,
                    _ => return Err(Error::NotSupported("public key on this curve")),
                };
                Material::Ec(EcPublic::from_point(curve, key)?, None)
            }
            ED25519 => Material::Ed25519(
                key.try_into().map_err(|_| Error::key("x", "wrong length for the curve"))?,
                None,
            ),
            _ => return Err(Error::NotSupported("public key of this algorithm")),
        };
        Ok(Self::new(material))
    }
}
