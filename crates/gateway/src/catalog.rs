//! From catalog documents to routing tables, off the request path.

pub mod ack;
pub mod books;
pub mod compile;
pub mod numbers;
pub mod place;
pub mod saver;
pub mod snapshot;
pub mod task;

pub use books::Books;
