use crate::jwk::{JwkSet, SkippedKey, Usage};
use crate::{Error, VerificationKey};

const DUPLICATE_KID: Error = Error::KeySet("two keys have the same kid");

/// The keys one issuer signs with.
///
/// How a token finds its key, by its `kid`, which is compared as text and used for nothing else:
/// - it names one of the set: that key;
/// - it names another: [`Error::UnknownKey`];
/// - it names none, or the set is a single key without an id (a configured certificate): the key,
///   if the set is just one, and [`Error::UnknownKey`] otherwise. Keys are never tried in turn.
#[derive(Debug, Clone, Default)]
pub struct VerificationKeys {
    /// Sorted by id.
    keys: Vec<VerificationKey>,
}

impl VerificationKeys {
    /// Refused: an id that occurs twice, several keys of which one has no id, and shared secrets
    /// beside public keys (a set that mixes them invites algorithm confusion).
    /// An empty set is fine and verifies nothing.
    pub fn new(mut keys: Vec<VerificationKey>) -> Result<Self, Error> {
        keys.sort_by(|a, b| a.kid().cmp(&b.kid()));
        if keys.len() > 1 && keys.iter().any(|key| key.kid().is_none()) {
            return Err(Error::KeySet("several keys, and one has no kid"));
        }
        if keys.windows(2).any(|pair| pair[0].kid() == pair[1].kid()) {
            return Err(DUPLICATE_KID);
        }
        let symmetric = keys.iter().filter(|key| key.is_symmetric()).count();
        if symmetric != 0 && symmetric != keys.len() {
            return Err(Error::KeySet("shared secrets beside public keys"));
        }
        Ok(Self { keys })
    }

    pub fn single(key: VerificationKey) -> Self {
        Self { keys: vec![key] }
    }

    /// The keys of a set that can check signatures, and those that cannot with the reason
    /// (encryption keys, weak ones, without `kid` beside others). What makes the whole set
    /// ambiguous is still an error; there an unusable key counts, unless it is for encryption.
    pub fn from_jwk_set(set: &JwkSet) -> Result<(Self, Vec<SkippedKey>), Error> {
        let mut skipped = set.skipped.clone();
        let mut keys = Vec::with_capacity(set.keys.len());
        let mut kids: Vec<&str> = set.skipped.iter().filter_map(|key| key.kid.as_deref()).collect();
        for jwk in &set.keys {
            let key = if jwk.kid.is_none() && set.keys.len() > 1 {
                Err(Error::key("kid", "missing, and the set has several keys"))
            } else {
                VerificationKey::from_jwk(jwk)
            };
            if jwk.usage != Some(Usage::Encryption) {
                kids.extend(jwk.kid.as_deref());
            }
            match key {
                Ok(key) => keys.push(key),
                Err(reason) => skipped.push(SkippedKey { kid: jwk.kid.clone(), reason }),
            }
        }
        kids.sort_unstable();
        if kids.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(DUPLICATE_KID);
        }
        Ok((Self::new(keys)?, skipped))
    }

    pub fn len(&self) -> usize {
        self.keys.len()
    }

    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = &VerificationKey> {
        self.keys.iter()
    }

    pub(crate) fn find(&self, kid: Option<&str>) -> Result<&VerificationKey, Error> {
        match (kid, self.keys.as_slice()) {
            (_, []) => Err(Error::UnknownKey("the set is empty")),
            (None, [only]) => Ok(only),
            (None, _) => Err(Error::UnknownKey("the token names none of several")),
            (Some(_), [only]) if only.kid().is_none() => Ok(only),
            (Some(kid), keys) => keys
                .binary_search_by(|key| key.kid().cmp(&Some(kid)))
                .map(|at| &keys[at])
                .map_err(|_| Error::UnknownKey("the set has none of that kid")),
        }
    }
}
