//! The data plane: routing, enforcement, proxying.

pub mod limit;
