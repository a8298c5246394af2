//! Windows, budgets, lease ledger and wallet; pure and simulated.
