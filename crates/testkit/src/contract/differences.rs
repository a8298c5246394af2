//! Where our answers may differ from the contracts, each with its reason. The list only shrinks.

use serde_json::{Value, json};

struct Difference {
    file: &'static str,
    /// Place in the contract, and the member there that is replaced.
    parent: &'static str,
    member: &'static str,
    /// What is allowed there.
    allowed: fn() -> Value,
}

fn waiting() -> Value {
    let schema = json!({"$ref": "#/components/schemas/WorkflowResponse"});
    json!({"description": "waits", "content": {"application/json": {"schema": schema}}})
}

const ALL: &[Difference] = &[
    // The contract has forgotten changes of applications, which WSO2 has.
    Difference {
        file: "admin-api.yaml",
        parent: "/components/schemas/WorkflowInfo/properties",
        member: "workflowType",
        allowed: || json!({"type": "string"}),
    },
    // A deletion that waits for approval answers 201, as WSO2 does; the contract says 202.
    Difference {
        file: "devportal-api.yaml",
        parent: "/paths/~1applications~1{applicationId}/delete/responses",
        member: "201",
        allowed: waiting,
    },
    Difference {
        file: "devportal-api.yaml",
        parent: "/paths/~1subscriptions~1{subscriptionId}/delete/responses",
        member: "201",
        allowed: waiting,
    },
    // A text for APIs, applications and users, as WSO2 itself answers.
    Difference {
        file: "admin-api.yaml",
        parent: "/components/schemas/BlockingCondition/properties",
        member: "conditionValue",
        allowed: || json!({}),
    },
    // Importing a policy that was not there answers 201, as WSO2 does.
    Difference {
        file: "admin-api.yaml",
        parent: "/paths/~1throttling~1policies~1import/post/responses",
        member: "201",
        allowed: || json!({"description": "imported"}),
    },
    // A list of names, as WSO2 itself answers and every client expects.
    Difference {
        file: "publisher-api.yaml",
        parent: "/components/schemas/API/properties",
        member: "keyManagers",
        allowed: || json!({"type": "array", "items": {"type": "string"}}),
    },
    // A list, as WSO2 itself answers; the contract names one item.
    Difference {
        file: "publisher-api.yaml",
        parent: "/paths/~1apis~1{apiId}~1subscription-policies/get/responses/200/content/application~1json",
        member: "schema",
        allowed: || json!({"type": "array", "items": {"$ref": "#/components/schemas/ThrottlingPolicy"}}),
    },
    // The definition itself, which is a JSON object; the contract says a text.
    Difference {
        file: "publisher-api.yaml",
        parent: "/paths/~1apis~1{apiId}~1swagger/get/responses/200/content/application~1json",
        member: "schema",
        allowed: || json!({"type": "object"}),
    },
    Difference {
        file: "publisher-api.yaml",
        parent: "/paths/~1apis~1{apiId}~1swagger/put/responses/200/content/application~1json",
        member: "schema",
        allowed: || json!({"type": "object"}),
    },
    // Deploying answers 201, as WSO2 does.
    Difference {
        file: "publisher-api.yaml",
        parent: "/paths/~1apis~1{apiId}~1deploy-revision/post/responses",
        member: "201",
        allowed: || {
            let item = json!({"$ref": "#/components/schemas/APIRevisionDeployment"});
            let list = json!({"schema": {"type": "array", "items": item}});
            json!({"description": "deployed", "content": {"application/json": list}})
        },
    },
    // New content of a document answers 201, as WSO2 does; so do new certificates.
    Difference {
        file: "publisher-api.yaml",
        parent: "/paths/~1apis~1{apiId}~1documents~1{documentId}~1content/post/responses",
        member: "201",
        allowed: || stored("Document"),
    },
    Difference {
        file: "publisher-api.yaml",
        parent: "/paths/~1endpoint-certificates/post/responses",
        member: "201",
        allowed: || stored("CertMetadata"),
    },
    Difference {
        file: "publisher-api.yaml",
        parent: "/paths/~1apis~1{apiId}~1client-certificates/post/responses",
        member: "201",
        allowed: || stored("ClientCertMetadata"),
    },
    Difference {
        file: "publisher-api.yaml",
        parent: "/paths/~1apis~1{apiId}~1client-certs~1{keyType}/post/responses",
        member: "201",
        allowed: || stored("ClientCertMetadata"),
    },
    // A new picture answers 201, as WSO2 does.
    Difference {
        file: "publisher-api.yaml",
        parent: "/paths/~1apis~1{apiId}~1thumbnail/put/responses",
        member: "201",
        allowed: || stored("FileInfo"),
    },
];

/// A response with one of the contract's schemas.
fn stored(schema: &str) -> Value {
    let schema = json!({"$ref": format!("#/components/schemas/{schema}")});
    json!({"description": "stored", "content": {"application/json": {"schema": schema}}})
}

pub fn apply(file: &str, document: &mut Value) {
    for difference in ALL.iter().filter(|d| d.file == file) {
        if let Some(parent) = document.pointer_mut(difference.parent).and_then(Value::as_object_mut) {
            parent.insert(difference.member.to_owned(), (difference.allowed)());
        }
    }
}
