//! A map that is cheap to copy and change a little: a copy shares all shards, a change copies one.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use ahash::RandomState;

const SHARDS: usize = 64;

/// Copy-on-write hash map of 64 shards.
#[derive(Clone)]
pub struct ShardMap<K, V> {
    hasher: RandomState,
    shards: Vec<Arc<HashMap<K, V, RandomState>>>,
}

impl<K, V> Default for ShardMap<K, V> {
    fn default() -> Self {
        Self { hasher: RandomState::new(), shards: Vec::new() }
    }
}

impl<K: Hash + Eq + Clone, V: Clone> ShardMap<K, V> {
    fn shard_of<Q: Hash + ?Sized>(&self, key: &Q) -> usize {
        // The map inside uses the low and the top bits; take some from the middle.
        (self.hasher.hash_one(key) >> 24) as usize % SHARDS
    }

    pub fn get<Q>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        if self.shards.is_empty() {
            return None;
        }
        self.shards[self.shard_of(key)].get(key)
    }

    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        if self.shards.is_empty() {
            let hasher = &self.hasher;
            self.shards = (0..SHARDS).map(|_| Arc::new(HashMap::with_hasher(hasher.clone()))).collect();
        }
        let shard = self.shard_of(&key);
        Arc::make_mut(&mut self.shards[shard]).insert(key, value)
    }

    pub fn remove<Q>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        if self.shards.is_empty() {
            return None;
        }
        let shard = self.shard_of(key);
        if !self.shards[shard].contains_key(key) {
            return None;
        }
        Arc::make_mut(&mut self.shards[shard]).remove(key)
    }

    pub fn len(&self) -> usize {
        self.shards.iter().map(|s| s.len()).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.shards.iter().all(|s| s.is_empty())
    }

    pub fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.shards.iter().flat_map(|s| s.iter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_does_not_see_later_changes() {
        let mut map: ShardMap<String, u32> = ShardMap::default();
        for i in 0..1_000 {
            map.insert(i.to_string(), i);
        }
        let before = map.clone();
        map.insert("7".to_owned(), 0);
        map.remove("8");
        assert_eq!((before.get("7"), before.get("8"), before.len()), (Some(&7), Some(&8), 1_000));
        assert_eq!((map.get("7"), map.get("8"), map.len()), (Some(&0), None, 999));
    }
}
