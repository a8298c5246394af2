//! The service catalogue's API.

use super::Absent;

pub const ABSENT: &[Absent] = &[Absent {
    what: "the service catalogue",
    visitors: false,
    operations: &[
        "GET /services",
        "POST /services",
        "GET /services/export",
        "POST /services/import",
        "DELETE /services/{serviceId}",
        "GET /services/{serviceId}",
        "PUT /services/{serviceId}",
        "GET /services/{serviceId}/definition",
        "GET /services/{serviceId}/usage",
        "GET /settings",
    ],
}];
