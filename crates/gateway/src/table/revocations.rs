//! Tokens that are no longer good although their signature and times are.

use std::sync::Arc;

use super::shard_map::ShardMap;

/// Revoked tokens, and clients and users whose earlier tokens are revoked.
#[derive(Clone, Default)]
pub struct Revocations {
    /// `jti` to the second after which the entry is of no use.
    tokens: ShardMap<Arc<str>, i64>,
    /// Kind and name to the second before which tokens were issued.
    clients: ShardMap<Arc<str>, i64>,
    users: ShardMap<Arc<str>, i64>,
}

/// What of a token decides.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    pub jti: Option<&'a str>,
    pub client: Option<&'a str>,
    pub user: Option<&'a str>,
    /// Seconds; a token without it counts as issued before everything.
    pub issued_at: Option<i64>,
}

impl Revocations {
    pub fn revoked(&self, token: Subject<'_>) -> bool {
        let issued = token.issued_at.unwrap_or(i64::MIN);
        let before = |map: &ShardMap<Arc<str>, i64>, name: Option<&str>| {
            name.and_then(|n| map.get(n)).is_some_and(|limit| issued < *limit)
        };
        token.jti.is_some_and(|jti| self.tokens.get(jti).is_some())
            || before(&self.clients, token.client)
            || before(&self.users, token.user)
    }

    pub fn put_token(&mut self, jti: &str, expires_at: i64) {
        self.tokens.insert(jti.into(), expires_at);
    }

    pub fn remove_token(&mut self, jti: &str) {
        self.tokens.remove(jti);
    }

    /// `client` or user; says whether the kind is known.
    pub fn put_subject(&mut self, kind: &str, name: &str, issued_before: i64) -> bool {
        let Some(map) = self.subjects(kind) else { return false };
        map.insert(name.into(), issued_before);
        true
    }

    pub fn remove_subject(&mut self, kind: &str, name: &str) {
        if let Some(map) = self.subjects(kind) {
            map.remove(name);
        }
    }

    fn subjects(&mut self, kind: &str) -> Option<&mut ShardMap<Arc<str>, i64>> {
        match kind {
            "client" => Some(&mut self.clients),
            "user" => Some(&mut self.users),
            _ => None,
        }
    }

    /// Number of entries.
    pub fn len(&self) -> usize {
        self.tokens.len() + self.clients.len() + self.users.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Drops tokens whose own expiry has passed by an hour, which no leeway reaches.
    pub fn forget_expired(&mut self, now_secs: i64) {
        let old: Vec<Arc<str>> = self
            .tokens
            .iter()
            .filter(|(_, expires)| expires.saturating_add(3_600) < now_secs)
            .map(|(jti, _)| jti.clone())
            .collect();
        for jti in old {
            self.tokens.remove(&jti);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_id_and_by_subject() {
        let mut r = Revocations::default();
        r.put_token("j1", 100);
        assert!(r.put_subject("user", "alice", 50) && r.put_subject("client", "key", 60));
        assert!(!r.put_subject("planet", "earth", 1));
        let token = |jti, client, user, issued_at| {
            r.revoked(Subject { jti: Some(jti), client: Some(client), user: Some(user), issued_at })
        };
        assert!(token("j1", "c", "bob", Some(99)));
        assert!(token("j2", "c", "alice", Some(49)));
        assert!(!token("j2", "c", "alice", Some(50)));
        assert!(token("j2", "key", "bob", Some(59)));
        assert!(token("j2", "key", "bob", None));
        assert!(!token("j2", "c", "bob", None));
    }
}
