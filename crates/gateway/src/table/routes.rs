//! From host and path to an API: the longest base path that is a whole number of segments.
//!
//! One look-up per depth at which base paths exist, so that 50,000 APIs cost what 10 cost.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::api::Api;
use super::shard_map::ShardMap;

/// Base paths with more segments than this are refused at deployment.
pub const MAX_DEPTH: usize = 24;

/// Virtual hosts and their APIs.
#[derive(Clone, Default)]
pub struct Routes {
    hosts: BTreeMap<Box<str>, Arc<Host>>,
}

#[derive(Clone)]
struct Host {
    apis: ShardMap<Arc<str>, Arc<Api>>,
    /// How many base paths have so many segments.
    depths: [u32; MAX_DEPTH + 1],
}

/// An API and the part of the path below its base path, which is empty or starts with `/`.
#[derive(Clone, Copy)]
pub struct Hit<'t, 'p> {
    pub api: &'t Arc<Api>,
    pub base: &'p str,
    pub rest: &'p str,
}

impl Routes {
    /// `host` is lower case and without port; `default` answers where it is not known.
    pub fn find<'t, 'p>(&'t self, host: &str, default: &str, path: &'p str) -> Option<Hit<'t, 'p>> {
        self.hosts.get(host).or_else(|| self.hosts.get(default))?.find(path)
    }

    pub fn get(&self, host: &str, base: &str) -> Option<&Arc<Api>> {
        self.hosts.get(host)?.apis.get(base)
    }

    /// Puts an API at a base path, in place of the one there.
    pub fn insert(&mut self, host: &str, base: &str, api: Arc<Api>) {
        let host = Arc::make_mut(self.hosts.entry(host.into()).or_default());
        if host.apis.insert(base.into(), api).is_none() {
            host.depths[depth(base)] += 1;
        }
    }

    pub fn remove(&mut self, host: &str, base: &str) {
        let Some(entry) = self.hosts.get_mut(host) else { return };
        let apis = Arc::make_mut(entry);
        if apis.apis.remove(base).is_some() {
            apis.depths[depth(base)] -= 1;
        }
        if apis.apis.is_empty() {
            self.hosts.remove(host);
        }
    }

    /// Number of base paths.
    pub fn len(&self) -> usize {
        self.hosts.values().map(|h| h.apis.len()).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.hosts.is_empty()
    }
}

/// Number of segments of a base path; more than [`MAX_DEPTH`] count as that.
pub fn depth(base: &str) -> usize {
    base.bytes().filter(|b| *b == b'/').count().min(MAX_DEPTH)
}

impl Default for Host {
    fn default() -> Self {
        Self { apis: ShardMap::default(), depths: [0; MAX_DEPTH + 1] }
    }
}

impl Host {
    fn find<'t, 'p>(&'t self, path: &'p str) -> Option<Hit<'t, 'p>> {
        // ends[d] is where the first d segments end.
        let mut ends = [0usize; MAX_DEPTH + 1];
        let mut found = 0;
        for (at, byte) in path.bytes().enumerate().skip(1) {
            if byte == b'/' {
                found += 1;
                ends[found] = at;
                if found == MAX_DEPTH {
                    break;
                }
            }
        }
        if found < MAX_DEPTH && ends[found] + 1 < path.len() {
            found += 1;
            ends[found] = path.len();
        }
        for d in (1..=found).rev() {
            if self.depths[d] == 0 {
                continue;
            }
            let (base, rest) = path.split_at(ends[d]);
            if let Some(api) = self.apis.get(base) {
                return Some(Hit { api, base, rest });
            }
        }
        None
    }
}

#[cfg(test)]
mod tests;
