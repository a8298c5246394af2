//! The nouns of Turnpike and their invariants; pure.
