//! The event hub: catalog, streams, requests, presence.
