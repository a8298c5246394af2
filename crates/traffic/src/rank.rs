//! Which traffic manager should own which shard: rendezvous hashing, so that one more or one less moves only the
//! shards it must.

/// The place of `node` among `nodes` for a shard: 0 should own it, 1 is next when 0 is gone, and so on. `node` counts
/// as one of them, whether it is listed or not.
pub fn place<'n>(shard: u16, node: &str, nodes: impl Iterator<Item = &'n str>) -> usize {
    let own = (weight(shard, node), node);
    nodes.filter(|other| *other != node && (weight(shard, other), *other) > own).count()
}

/// The same on every node and in every version: FNV-1a, then mixed, as FNV alone is weak in its high bits.
fn weight(shard: u16, node: &str) -> u64 {
    let bytes = shard.to_le_bytes().into_iter().chain(node.bytes());
    let hash =
        bytes.fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    let mixed = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let mixed = (mixed ^ (mixed >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    mixed ^ (mixed >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NODES: [&str; 3] = ["tm-1", "tm-2", "tm-3"];

    fn owner<'n>(shard: u16, nodes: &[&'n str]) -> &'n str {
        let owners: Vec<_> =
            nodes.iter().filter(|n| place(shard, n, nodes.iter().copied()) == 0).copied().collect();
        assert_eq!(owners.len(), 1);
        owners[0]
    }

    #[test]
    fn every_shard_has_one_owner_and_a_leaving_node_moves_only_its_own() {
        for shard in 0..256 {
            let before = owner(shard, &NODES);
            let after = owner(shard, &NODES[..2]);
            assert!(before == after || before == "tm-3");
            assert_eq!(place(shard, "alone", std::iter::empty()), 0);
        }
        for node in NODES {
            let share = (0..64).filter(|s| owner(*s, &NODES) == node).count();
            assert!((10..=34).contains(&share), "{node} has {share} of 64");
        }
    }
}
