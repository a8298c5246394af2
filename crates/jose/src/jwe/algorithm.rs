/// How the content key reaches the recipient (RFC 7518 §4.1); those we take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyManagement {
    RsaOaep,
    RsaOaep256,
    A128Kw,
    A192Kw,
    A256Kw,
    /// The shared secret is the content key.
    Dir,
    EcdhEs,
    EcdhEsA128Kw,
    EcdhEsA192Kw,
    EcdhEsA256Kw,
    A128GcmKw,
    A192GcmKw,
    A256GcmKw,
}

/// How the content is encrypted (RFC 7518 §5.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ContentEncryption {
    A128Gcm,
    A192Gcm,
    A256Gcm,
    A128CbcHs256,
    A192CbcHs384,
    A256CbcHs512,
}

impl KeyManagement {
    pub const ALL: [Self; 13] = [
        Self::RsaOaep,
        Self::RsaOaep256,
        Self::A128Kw,
        Self::A192Kw,
        Self::A256Kw,
        Self::Dir,
        Self::EcdhEs,
        Self::EcdhEsA128Kw,
        Self::EcdhEsA192Kw,
        Self::EcdhEsA256Kw,
        Self::A128GcmKw,
        Self::A192GcmKw,
        Self::A256GcmKw,
    ];

    /// The registered name, as in the `alg` header.
    pub const fn name(self) -> &'static str {
        match self {
            Self::RsaOaep => "RSA-OAEP",
            Self::RsaOaep256 => "RSA-OAEP-256",
            Self::A128Kw => "A128KW",
            Self::A192Kw => "A192KW",
            Self::A256Kw => "A256KW",
            Self::Dir => "dir",
            Self::EcdhEs => "ECDH-ES",
            Self::EcdhEsA128Kw => "ECDH-ES+A128KW",
            Self::EcdhEsA192Kw => "ECDH-ES+A192KW",
            Self::EcdhEsA256Kw => "ECDH-ES+A256KW",
            Self::A128GcmKw => "A128GCMKW",
            Self::A192GcmKw => "A192GCMKW",
            Self::A256GcmKw => "A256GCMKW",
        }
    }

    /// By registered name. `None` for `RSA1_5`, `PBES2-*` and everything unknown.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|alg| alg.name() == name)
    }

    /// What is done with the key once it is known.
    pub(crate) const fn family(self) -> Family {
        match self {
            Self::RsaOaep | Self::RsaOaep256 => Family::Rsa,
            Self::A128Kw => Family::AesWrap(16),
            Self::A192Kw => Family::AesWrap(24),
            Self::A256Kw => Family::AesWrap(32),
            Self::Dir => Family::Direct,
            Self::EcdhEs => Family::Agreement(None),
            Self::EcdhEsA128Kw => Family::Agreement(Some(16)),
            Self::EcdhEsA192Kw => Family::Agreement(Some(24)),
            Self::EcdhEsA256Kw => Family::Agreement(Some(32)),
            Self::A128GcmKw => Family::GcmWrap(ContentEncryption::A128Gcm),
            Self::A192GcmKw => Family::GcmWrap(ContentEncryption::A192Gcm),
            Self::A256GcmKw => Family::GcmWrap(ContentEncryption::A256Gcm),
        }
    }
}

/// Kinds of key management; lengths are of the wrapping key, in bytes.
#[derive(Clone, Copy)]
pub(crate) enum Family {
    Rsa,
    AesWrap(usize),
    GcmWrap(ContentEncryption),
    Direct,
    /// Agreed key used as it is, or to unwrap one.
    Agreement(Option<usize>),
}

impl ContentEncryption {
    pub const ALL: [Self; 6] = [
        Self::A128Gcm,
        Self::A192Gcm,
        Self::A256Gcm,
        Self::A128CbcHs256,
        Self::A192CbcHs384,
        Self::A256CbcHs512,
    ];

    /// The registered name, as in the `enc` header.
    pub const fn name(self) -> &'static str {
        match self {
            Self::A128Gcm => "A128GCM",
            Self::A192Gcm => "A192GCM",
            Self::A256Gcm => "A256GCM",
            Self::A128CbcHs256 => "A128CBC-HS256",
            Self::A192CbcHs384 => "A192CBC-HS384",
            Self::A256CbcHs512 => "A256CBC-HS512",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|enc| enc.name() == name)
    }

    /// Bytes of a content key.
    pub const fn key_len(self) -> usize {
        match self {
            Self::A128Gcm => 16,
            Self::A192Gcm => 24,
            Self::A256Gcm | Self::A128CbcHs256 => 32,
            Self::A192CbcHs384 => 48,
            Self::A256CbcHs512 => 64,
        }
    }
}
