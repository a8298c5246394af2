//! End to end: the real binary over HTTP, with real back ends. One piece of code is the journey; every deployment
//! pattern runs it.

mod crash;
mod journey;
mod lifecycle;
mod matrix;
mod single_node;
mod sockets;
