//! End to end: the real binary over HTTP, with real back ends.

mod crash;
mod environments;
mod lifecycle;
mod matrix;
mod operation_policies;
mod single_node;
mod sockets;
