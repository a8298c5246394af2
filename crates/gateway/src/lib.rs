//! The data plane: routing, enforcement, proxying.
