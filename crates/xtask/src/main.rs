//! Checks and generators: layers, file sizes, documentation.

fn main() {}
