//! How much of a document we are willing to read.

/// Bounds on one document. Each is checked while reading, before the memory is spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Length of the text in bytes.
    pub max_bytes: usize,
    /// Nesting of arrays and objects; values above 120 act as 120 (the JSON reader's own bound).
    pub max_depth: usize,
    /// Values in the tree: scalars, arrays and objects, after YAML aliases are expanded.
    pub max_nodes: usize,
    /// Values that YAML anchors and aliases may copy, all together ("billion laughs").
    pub max_alias_nodes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_bytes: 10 * 1024 * 1024, max_depth: 100, max_nodes: 1_000_000, max_alias_nodes: 100_000 }
    }
}

impl Limits {
    /// For documents that were within the default limits once and that we have rendered since, which
    /// may make them longer: white space, values that YAML aliases stood for.
    pub fn stored() -> Self {
        Self { max_bytes: 64 * 1024 * 1024, max_nodes: 2_000_000, ..Self::default() }
    }
}
