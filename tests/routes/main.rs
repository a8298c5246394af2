//! Route tests: the REST APIs in process, over a real database, one folder per API; the tree mirrors the URLs.

mod admin;
mod app;
mod authorisation;
mod certificate;
mod devops;
mod devportal;
mod document;
mod hostile;
mod internal_data;
mod publisher;
mod scim2;
mod service_catalog;
mod snapshot;
mod tenants;
mod zip;
