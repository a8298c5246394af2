//! The `turnpike` binary: configuration, command line, composition.

fn main() {}
