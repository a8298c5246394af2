//! Limits that hold exactly over many gateways: windows, budgets, the owner's ledger and the holder's wallet.
//!
//! Pure: no I/O, no async runtime, no ambient clock; every operation takes the time. It knows nothing of HTTP, of
//! who calls, or of how messages travel. The protocol between [`Ledger`] and [`Wallet`] survives loss, repetition
//! and re-ordering of its messages because every figure in them is cumulative (`message`).

pub mod budget;
pub mod key;
pub mod ledger;
pub mod message;
pub mod time;
pub mod wallet;
pub mod window;

pub use budget::{Budget, Usage};
pub use key::{CounterKey, Scope};
pub use ledger::Ledger;
pub use message::{HolderId, WindowId};
pub use time::Time;
pub use wallet::Wallet;
pub use window::Window;
