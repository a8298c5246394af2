//! The API life cycle: WSO2's states and exactly its transitions (behaviours.md, "api_lifecycle").

use serde::{Deserialize, Serialize};

/// State of an API or API product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum State {
    Created,
    Prototyped,
    Published,
    Blocked,
    Deprecated,
    Retired,
}

/// What a publisher does to move an API to its next state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transition {
    /// The action's name on the REST API, e.g. `Deploy as a Prototype`.
    pub action: &'static str,
    pub to: State,
}

const PUBLISH: Transition = Transition { action: "Publish", to: State::Published };
const PROTOTYPE: Transition = Transition { action: "Deploy as a Prototype", to: State::Prototyped };
const BLOCK: Transition = Transition { action: "Block", to: State::Blocked };
const DEMOTE: Transition = Transition { action: "Demote to Created", to: State::Created };
const DEPRECATE: Transition = Transition { action: "Deprecate", to: State::Deprecated };
const REPUBLISH: Transition = Transition { action: "Re-Publish", to: State::Published };
const RETIRE: Transition = Transition { action: "Retire", to: State::Retired };

impl State {
    pub const ALL: [Self; 6] =
        [Self::Created, Self::Prototyped, Self::Published, Self::Blocked, Self::Deprecated, Self::Retired];

    /// The transitions out of this state, in the order WSO2 lists them.
    pub const fn transitions(self) -> &'static [Transition] {
        match self {
            Self::Created => &[PUBLISH, PROTOTYPE],
            Self::Prototyped => &[PUBLISH, DEMOTE],
            Self::Published => &[PROTOTYPE, BLOCK, DEMOTE, DEPRECATE],
            Self::Blocked => &[REPUBLISH, DEPRECATE],
            Self::Deprecated => &[RETIRE],
            Self::Retired => &[],
        }
    }

    /// The states after this one on the shortest way to another; none where no way leads there.
    pub fn way_to(self, to: Self) -> Option<Vec<Self>> {
        let mut ways = vec![vec![self]];
        let mut seen = 0;
        while let Some(way) = ways.get(seen).cloned() {
            let last = *way.last()?;
            if last == to {
                return Some(way[1..].to_vec());
            }
            for next in last.transitions().iter().map(|t| t.to) {
                if !ways.iter().any(|w| w.last() == Some(&next)) {
                    ways.push([way.as_slice(), &[next]].concat());
                }
            }
            seen += 1;
        }
        None
    }

    /// Upper-case name as in an API's `lifeCycleStatus`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "CREATED",
            Self::Prototyped => "PROTOTYPED",
            Self::Published => "PUBLISHED",
            Self::Blocked => "BLOCKED",
            Self::Deprecated => "DEPRECATED",
            Self::Retired => "RETIRED",
        }
    }

    /// Title-case name as `/lifecycle-state` gives it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Created => "Created",
            Self::Prototyped => "Prototyped",
            Self::Published => "Published",
            Self::Blocked => "Blocked",
            Self::Deprecated => "Deprecated",
            Self::Retired => "Retired",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == name)
    }

    /// May the developer portal show the API (others answer 403 there).
    pub const fn visible_to_developers(self) -> bool {
        matches!(self, Self::Prototyped | Self::Published | Self::Blocked | Self::Deprecated)
    }

    /// May an application subscribe now.
    pub const fn open_to_subscription(self) -> bool {
        matches!(self, Self::Prototyped | Self::Published)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_is_reachable_and_named_both_ways() {
        for state in State::ALL {
            assert_eq!(State::parse(state.as_str()), Some(state));
            assert_eq!(state.title().to_uppercase(), state.as_str());
            let reachable = State::ALL.iter().any(|s| s.transitions().iter().any(|t| t.to == state));
            assert!(reachable, "{state:?}");
        }
    }

    #[test]
    fn the_shortest_way_is_found() {
        use State::{Created, Deprecated, Published, Retired};
        assert_eq!(Created.way_to(Created), Some(vec![]));
        assert_eq!(Created.way_to(Retired), Some(vec![Published, Deprecated, Retired]));
        assert_eq!(Published.way_to(Created), Some(vec![Created]));
        assert_eq!(Deprecated.way_to(Published), None);
    }
}
