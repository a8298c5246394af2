//! The public REST APIs.
