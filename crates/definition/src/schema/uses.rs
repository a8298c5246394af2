//! Which schemas apply to the same value as another, so that checking ends and stays within the stack.

/// Where a schema stands.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// Whether it applies to the value that its definition applies to, not to a part of it.
    whole: bool,
    /// How many schemas around it apply to the same value.
    depth: usize,
}

impl Place {
    pub const ROOT: Self = Self { whole: true, depth: 0 };
    /// Of a schema for a part of the value.
    pub const PART: Self = Self { whole: false, depth: 0 };

    /// Of a schema inside this one, for the same value.
    pub fn deeper(self) -> Self {
        Self { depth: self.depth + 1, ..self }
    }
}

/// A use of another schema: its number, and the depth at which it is used.
type Use = (usize, usize);

/// The uses in a set of schemas, numbered in the order they are begun.
#[derive(Default)]
pub(super) struct Uses {
    /// For each schema the uses that apply to the value it applies to itself.
    whole: Vec<Vec<Use>>,
    /// Other uses.
    part: Vec<Use>,
    /// For each schema the depth it reaches within itself.
    depth: Vec<usize>,
}

impl Uses {
    pub fn begin(&mut self) {
        self.whole.push(Vec::new());
        self.depth.push(0);
    }

    pub fn reach(&mut self, place: Place) {
        if let Some(depth) = self.depth.last_mut() {
            *depth = place.depth.max(*depth);
        }
    }

    pub fn refer(&mut self, number: usize, place: Place) {
        let one = (number, place.depth + 1);
        match self.whole.last_mut() {
            Some(uses) if place.whole => uses.push(one),
            _ => self.part.push(one),
        }
    }

    /// The greatest number of schemas that apply to one value, one inside or behind the other.
    ///
    /// # Errors
    /// The number of a schema that is part of a circle, for which checking would not end.
    pub fn chain(&self) -> Result<usize, usize> {
        let mut users: Vec<Vec<Use>> = vec![Vec::new(); self.whole.len()];
        for (user, uses) in self.whole.iter().enumerate() {
            for (number, depth) in uses {
                users[*number].push((user, *depth));
            }
        }
        // Settles a schema when all it uses are settled; those of a circle never are.
        let mut waiting: Vec<usize> = self.whole.iter().map(Vec::len).collect();
        let mut chains = self.depth.clone();
        let mut settled: Vec<usize> = (0..waiting.len()).filter(|number| waiting[*number] == 0).collect();
        while let Some(number) = settled.pop() {
            for (user, depth) in &users[number] {
                chains[*user] = chains[*user].max(depth + chains[number]);
                waiting[*user] -= 1;
                if waiting[*user] == 0 {
                    settled.push(*user);
                }
            }
        }
        if let Some(number) = waiting.iter().rposition(|left| *left > 0) {
            return Err(number);
        }
        let parts = self.part.iter().map(|(number, depth)| depth + chains[*number]);
        Ok(chains.iter().copied().chain(parts).max().unwrap_or(0))
    }
}
