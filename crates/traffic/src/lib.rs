//! The traffic manager: owns the ledgers of every quota.
