//! From the path below an API's base path and a method to an operation.
//!
//! Segment by segment, a literal beats a mixed segment such as `{id}.json`, which beats a whole variable, which beats
//! `/*`. A template without the request's method steps aside for a less specific one that has it.

use http::Method;

/// The templates of one API as a tree of segments. A node is visited at most once per look-up.
#[derive(Debug, Default, Clone)]
pub struct Operations {
    root: Node,
}

#[derive(Debug, Default, Clone)]
struct Node {
    /// Sorted by text.
    literals: Vec<(Box<str>, Node)>,
    /// Sorted, the most literal characters first.
    mixed: Vec<(Mixed, Node)>,
    variable: Option<Box<Node>>,
    /// Operations of the template that ends here.
    here: Verbs,
    /// Operations of the template that ends in `/*` here.
    rest: Verbs,
}

type Verbs = Vec<(Method, u16)>;

/// A segment of literal text and variables: the text pieces between the variables, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Mixed {
    pieces: Vec<Box<str>>,
}

/// What a look-up found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// Index of the operation.
    Operation(u16),
    /// The most specific template that matches has other methods.
    OtherMethods(Vec<Method>),
    Nothing,
}

impl Operations {
    /// Adds an operation. Of two with equal template and method the first stays; says whether it was added.
    pub fn insert(&mut self, template: &str, method: Method, index: u16) -> bool {
        let mut node = &mut self.root;
        let path = template.strip_prefix('/').unwrap_or(template);
        let mut segments = path.split('/').peekable();
        let mut wild = false;
        while let Some(segment) = segments.next() {
            if segments.peek().is_none() && (segment.is_empty() || segment == "*") {
                wild = segment == "*";
                break;
            }
            node = node.child(segment);
        }
        let verbs = if wild { &mut node.rest } else { &mut node.here };
        let fresh = !verbs.iter().any(|(m, _)| *m == method);
        if fresh {
            verbs.push((method, index));
        }
        fresh
    }

    /// `path` is normalised, and empty or starts with `/`; a slash at its end changes nothing.
    pub fn find(&self, path: &str, method: &Method) -> Found {
        let mut others = None;
        match self.root.find(rest_of(path), method, &mut others) {
            Some(index) => Found::Operation(index),
            None => match others {
                Some(verbs) => Found::OtherMethods(verbs.iter().map(|(m, _)| m.clone()).collect()),
                None => Found::Nothing,
            },
        }
    }

    /// Methods of the most specific template that matches, whatever they are.
    pub fn methods(&self, path: &str) -> Option<Vec<Method>> {
        let mut others = None;
        // No operation has an empty extension method, so every template steps aside and the first is noted.
        let none = Method::from_bytes(b"-").unwrap_or(Method::TRACE);
        self.root.find(rest_of(path), &none, &mut others);
        others.map(|verbs| verbs.iter().map(|(m, _)| m.clone()).collect())
    }
}

/// What is left after a leading slash; `None` when no segment is left.
fn rest_of(path: &str) -> Option<&str> {
    path.strip_prefix('/').filter(|rest| !rest.is_empty())
}

impl Node {
    fn child(&mut self, segment: &str) -> &mut Self {
        if !segment.contains('{') && segment != "*" {
            let literal = crate::path::segment(segment).unwrap_or(segment.into());
            let at = match self.literals.binary_search_by(|(l, _)| (**l).cmp(&literal)) {
                Ok(at) => at,
                Err(at) => {
                    self.literals.insert(at, (literal.into(), Self::default()));
                    at
                }
            };
            return &mut self.literals[at].1;
        }
        let mixed = Mixed::parse(segment);
        if mixed.literal_chars() == 0 {
            return self.variable.get_or_insert_default();
        }
        let order = |m: &Mixed| (usize::MAX - m.literal_chars(), m.pieces.clone());
        let at = match self.mixed.binary_search_by(|(m, _)| order(m).cmp(&order(&mixed))) {
            Ok(at) => at,
            Err(at) => {
                self.mixed.insert(at, (mixed, Self::default()));
                at
            }
        };
        &mut self.mixed[at].1
    }

    fn find<'n>(
        &'n self,
        path: Option<&str>,
        method: &Method,
        others: &mut Option<&'n Verbs>,
    ) -> Option<u16> {
        let Some(path) = path else {
            return pick(&self.here, method, others).or_else(|| pick(&self.rest, method, others));
        };
        let (segment, after) = path.split_once('/').map_or((path, None), |(s, a)| (s, Some(a)));
        let after = after.filter(|a| !a.is_empty());
        if let Ok(at) = self.literals.binary_search_by(|(l, _)| (**l).cmp(segment))
            && let Some(found) = self.literals[at].1.find(after, method, others)
        {
            return Some(found);
        }
        for (mixed, node) in &self.mixed {
            if mixed.matches(segment)
                && let Some(found) = node.find(after, method, others)
            {
                return Some(found);
            }
        }
        if let Some(node) = &self.variable
            && let Some(found) = node.find(after, method, others)
        {
            return Some(found);
        }
        pick(&self.rest, method, others)
    }
}

fn pick<'n>(verbs: &'n Verbs, method: &Method, others: &mut Option<&'n Verbs>) -> Option<u16> {
    if let Some((_, index)) = verbs.iter().find(|(m, _)| m == method) {
        return Some(*index);
    }
    if !verbs.is_empty() && others.is_none() {
        *others = Some(verbs);
    }
    None
}

impl Mixed {
    fn parse(segment: &str) -> Self {
        let mut pieces = Vec::new();
        let mut rest = segment;
        while let Some((before, after)) = rest.split_once('{') {
            pieces.push(before.into());
            rest = after.split_once('}').map_or("", |(_, after)| after);
        }
        pieces.push(if segment == "*" { "".into() } else { rest.into() });
        if segment == "*" {
            pieces.push("".into());
        }
        Self { pieces }
    }

    fn literal_chars(&self) -> usize {
        self.pieces.iter().map(|p| p.len()).sum()
    }

    /// Each variable stands for at least one character.
    fn matches(&self, segment: &str) -> bool {
        let [first, middle @ .., last] = self.pieces.as_slice() else { return false };
        let Some(mut rest) = segment.strip_prefix(&**first) else { return false };
        for piece in middle {
            let Some(at) = rest
                .char_indices()
                .nth(1)
                .and_then(|(from, _)| rest[from..].find(&**piece).map(|at| from + at))
            else {
                return false;
            };
            rest = &rest[at + piece.len()..];
        }
        rest.strip_suffix(&**last).is_some_and(|variable| !variable.is_empty())
    }
}

#[cfg(test)]
mod tests;
