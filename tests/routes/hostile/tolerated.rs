//! What is served though it is not as the schema says, each with the reason. The lists only shrink.

/// Part of the operation's method and path, part of what is wrong (both empty: any), and why it is served.
type Row = (&'static str, &'static str, &'static str);

/// The list of one suite, and which rows were needed.
pub struct Tolerated {
    rows: &'static [Row],
    needed: Vec<bool>,
}

impl Tolerated {
    pub fn new(rows: &'static [Row]) -> Self {
        Self { rows, needed: vec![false; rows.len()] }
    }

    pub fn has(&mut self, label: &str, what: &str) -> bool {
        let found = self.rows.iter().position(|(l, w, _)| label.contains(l) && what.contains(w));
        if let Some(at) = found {
            self.needed[at] = true;
        }
        found.is_some()
    }

    /// Rows that nothing needed.
    pub fn stale(&self) -> Vec<String> {
        let stale = self.rows.iter().zip(&self.needed).filter(|(_, needed)| !**needed);
        stale.map(|((l, w, _), _)| format!("{l}, {w}: is refused now: take it from the list")).collect()
    }
}

/// Bodies.
pub const BODIES: &[Row] = &[];

/// Forms.
pub const FORMS: &[Row] = &[];

/// Paths and queries.
pub const TARGETS: &[Row] = &[];

/// Registrations.
pub const OAUTH: &[Row] = &[];
