//! What is served though it is not as the schema says, each with the reason. The lists only shrink.

/// Part of the operation's method and path, part of what is wrong (both empty: any), and why it is served.
type Row = (&'static str, &'static str, &'static str);

/// The list of one suite, and which rows were needed.
pub struct Tolerated {
    rows: &'static [Row],
    needed: Vec<bool>,
}

impl Tolerated {
    pub fn new(rows: &'static [Row]) -> Self {
        Self { rows, needed: vec![false; rows.len()] }
    }

    pub fn has(&mut self, label: &str, what: &str) -> bool {
        let found = self.rows.iter().position(|(l, w, _)| label.contains(l) && what.contains(w));
        if let Some(at) = found {
            self.needed[at] = true;
        }
        found.is_some()
    }

    /// Rows that nothing needed.
    pub fn stale(&self) -> Vec<String> {
        let stale = self.rows.iter().zip(&self.needed).filter(|(_, needed)| !**needed);
        stale.map(|((l, w, _), _)| format!("{l}, {w}: is refused now: take it from the list")).collect()
    }
}

/// An API's configuration, wherever it is written.
const ABSENT: &str = "null is as good as absent: clients of the contract write out what they leave open";
const OTHER_LIMIT: &str = "the limit of another type than the one in force is passed over";
const KEPT: &str = "the path says which it is; the name in the body is passed over";
const BALANCED: &str = "a list is the form of endpoints that share the load";
const STAYS: &str = "of plan and certificate, what is not given stays";
const OF_SERVICE: &str = "the service says it";
const OF_DEFINITION: &str = "the definition says it";

/// Bodies.
pub const BODIES: &[Row] = &[
    ("/publisher/v4/apis", ": null", ABSENT),
    ("/publisher/v4/api-products", ": null", ABSENT),
    ("PUT /api/am/publisher/v4/api-products/{apiProductId}", "/name: ", "a product keeps its name"),
    (
        "PUT /api/am/publisher/v4/api-products/{apiProductId}",
        "/context: is missing",
        "a product keeps its context",
    ),
    ("PUT /api/am/publisher/v4/apis/{apiId}", "/name: ", "an API keeps its name"),
    ("PUT /api/am/publisher/v4/apis/{apiId}", "/context: is missing", "an API keeps its context"),
    ("PUT /api/am/publisher/v4/apis/{apiId}", "/version: is missing", "an API keeps its version"),
    ("PUT /api/am/publisher/v4/scopes/{scopeId}", "/name: is missing", KEPT),
    ("/import-service", "/name: is missing", OF_SERVICE),
    ("/import-service", "/version: is missing", OF_SERVICE),
    ("/throttling/policies/", "bandwidth/timeUnit: unknown value", OTHER_LIMIT),
    ("/throttling/policies/", "eventCount/timeUnit: unknown value", OTHER_LIMIT),
    ("/throttling/policies/", "rateLimitCount: negative number", "WSO2 writes -1 for none"),
    ("/generate-token", "validityPeriod: negative number", "WSO2's portal writes -1 for the usual time"),
    ("/generate-keys", "validityTime: number", "the contract has a number, WSO2's own clients write a text"),
    ("/applications", "/throttlingPolicy: unknown value", "the text is WSO2's: The tier name is invalid."),
    ("/publisher/v4/apis", "/production_endpoints: array", BALANCED),
    ("/scim2/Users", "/emails/0: string", "WSO2's clients write the address alone"),
    ("/scim2/", ": null", "RFC 7643, 2.5: null is as good as absent"),
    ("PATCH /scim2/", "/Operations/0/value: ", "the value is of the attribute's type, and named by its path"),
];

/// Forms.
pub const FORMS: &[Row] = &[
    ("/validate-openapi", "file: ", "it says that the definition is not valid, and why"),
    ("/documents/{documentId}/content", "inlineContent: ", "a document's text may be any"),
    ("certificates", "alias: a number", "a number may be an alias"),
    ("/client-certs/", "alias: a number", "a number may be an alias"),
    ("PUT /api/am/publisher/v4/apis/{apiId}/client-cert", ": missing", STAYS),
    ("PUT /api/am/publisher/v4/apis/{apiId}/client-cert", "tier: empty", STAYS),
    ("/operation-policies", "synapsePolicyDefinitionFile: ", "a template may be any text"),
    (
        "PUT /api/am/service-catalog/v1/services/{serviceId}",
        "definitionFile: ",
        "without a definition a service keeps the one it has",
    ),
    ("/import-openapi", ": null", ABSENT),
    ("/import-openapi", "/production_endpoints: array", BALANCED),
    ("/import-openapi", "/name: is missing", OF_DEFINITION),
    ("/import-openapi", "/version: is missing", OF_DEFINITION),
    ("/import-openapi", "/operations/0/verb: unknown value", OF_DEFINITION),
];

/// Paths and queries.
pub const TARGETS: &[Row] = &[
    ("/endpoint-certificates/{alias}/usage", "{alias}: ", "nothing uses what is not there, as in WSO2"),
    ("/scim2/", "startIndex: -1", "RFC 7644, 3.4.2.4: less than 1 is 1"),
    ("/scim2/", "count: -1", "RFC 7644, 3.4.2.4: a negative count is 0"),
];

/// Registrations.
pub const OAUTH: &[Row] = &[
    ("/register", "saasApp: null", ABSENT),
    ("/register", "given twice", "the place is told by its byte"),
    ("/register", "half a surrogate pair", "the place is told by its byte"),
    ("/register", "text without end", "the whole body is too large"),
];
