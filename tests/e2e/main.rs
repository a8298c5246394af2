//! End to end: the real binary over HTTP, with real back ends.

mod crash;
mod environments;
mod external_key_manager;
mod keys;
mod lifecycle;
mod matrix;
mod operation_policies;
mod products;
mod single_node;
mod sockets;
mod workflows;
