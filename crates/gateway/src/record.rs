//! One record per call: a line of the access log, and an event for analytics. A core that records nothing pays
//! nothing; one that does writes into memory of its own and hands whole batches over, never waiting for anybody.

pub mod call;
pub mod publisher;
pub mod sink;
pub mod writer;

pub use call::CallRecord;
pub use sink::Sink;
