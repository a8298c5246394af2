//! Numbers in place of ids, for the contracts that want integers.

/// A number that stands for an id, the same everywhere and for ever: 53 bits, which any reader of JSON keeps, so that two
/// of a million ids have the same one in a case of 20,000. (FNV-1a, folded.)
pub fn number_of(id: &str) -> i64 {
    const BITS: u32 = 53;
    let hash = id.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    ((hash >> BITS) ^ (hash & ((1 << BITS) - 1))).cast_signed()
}

#[cfg(test)]
mod tests {
    use super::number_of;

    #[test]
    fn numbers_are_those_of_the_version_before() {
        let numbers = ["", "a", "0195b1c8-7a0c-7d52-9e0b-3d0c5bb8f1a1"].map(number_of);
        assert_eq!(numbers[0], 5_239_054_864_098_682);
        assert!(numbers.iter().all(|n| (0..1 << 53).contains(n)), "{numbers:?}");
        assert_ne!(numbers[1], numbers[2]);
    }
}
