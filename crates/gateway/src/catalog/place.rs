//! Which API stands at which base path, when several documents want the same one.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::table::api::Api;
use crate::table::routes::Routes;

/// Order among documents that want the same place: the environment's place in the configuration, the newest
/// document, its key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    pub environment: usize,
    pub newest: std::cmp::Reverse<u64>,
    pub document: Box<str>,
}

type Spot = (Box<str>, Box<str>);

/// Every claim to a virtual host and base path.
#[derive(Default)]
pub struct Places {
    claims: BTreeMap<Spot, BTreeMap<Rank, Arc<Api>>>,
}

impl Places {
    pub fn claim(&mut self, spot: Spot, rank: Rank, api: Arc<Api>, routes: &mut Routes) {
        self.claims.entry(spot.clone()).or_default().insert(rank, api);
        self.settle(&spot, routes);
    }

    pub fn give_up(&mut self, spot: &Spot, rank: &Rank, routes: &mut Routes) {
        if let Some(claims) = self.claims.get_mut(spot) {
            claims.remove(rank);
            self.settle(spot, routes);
        }
    }

    fn settle(&mut self, spot: &Spot, routes: &mut Routes) {
        if let Some(api) = self.claims.get(spot).and_then(|claims| claims.values().next()) {
            routes.insert(&spot.0, &spot.1, Arc::clone(api));
        } else {
            routes.remove(&spot.0, &spot.1);
            self.claims.remove(spot);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Reverse;

    use super::*;

    #[test]
    fn the_first_environment_has_the_place_until_it_gives_it_up() {
        let (mut places, mut routes) = (Places::default(), Routes::default());
        let spot = (Box::from("h"), Box::from("/a"));
        let rank = |environment, version, name: &str| Rank {
            environment,
            newest: Reverse(version),
            document: name.into(),
        };
        let mut claim = |r: &Rank, routes: &mut Routes| {
            places.claim(spot.clone(), r.clone(), Arc::new(Api::named(&r.document)), routes);
        };
        let (sandbox, old, new) = (rank(1, 9, "sandbox"), rank(0, 3, "old"), rank(0, 4, "new"));
        for r in [&sandbox, &old, &new] {
            claim(r, &mut routes);
        }
        let served = |routes: &Routes| routes.get("h", "/a").map(|a| a.name.to_string());
        assert_eq!(served(&routes).as_deref(), Some("new"));
        places.give_up(&spot, &new, &mut routes);
        assert_eq!(served(&routes).as_deref(), Some("old"));
        places.give_up(&spot, &old, &mut routes);
        assert_eq!(served(&routes).as_deref(), Some("sandbox"));
        places.give_up(&spot, &sandbox, &mut routes);
        assert!(routes.is_empty());
    }
}
