use std::borrow::Cow;
use std::collections::HashSet;

/// Above this many names a hash set replaces the scan, so that an object made of thousands of
/// members costs linear time.
const SCAN_LIMIT: usize = 32;

/// The member names of one object, to notice a second occurrence.
#[derive(Default)]
pub(super) struct Names<'a> {
    /// One bit per rough shape of a name: most names are new by this alone.
    shapes: u64,
    few: Vec<Cow<'a, str>>,
    many: HashSet<Cow<'a, str>>,
}

impl<'a> Names<'a> {
    /// False if the name was there already.
    pub(super) fn insert(&mut self, name: Cow<'a, str>) -> bool {
        if self.many.is_empty() {
            let shape = shape(name.as_bytes());
            if self.shapes & shape != 0 && self.few.contains(&name) {
                return false;
            }
            self.shapes |= shape;
            self.few.push(name);
            if self.few.len() > SCAN_LIMIT {
                self.many = self.few.drain(..).collect();
            }
            true
        } else {
            self.many.insert(name)
        }
    }
}

fn shape(name: &[u8]) -> u64 {
    let first = name.first().copied().map_or(0, usize::from);
    let last = name.last().copied().map_or(0, usize::from);
    1 << ((first * 5 + last * 3 + name.len()) & 63)
}
