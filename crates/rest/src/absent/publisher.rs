//! The publisher's API.

use super::Absent;

pub const ABSENT: &[Absent] = &[
    Absent { what: "AWS Lambda", visitors: false, operations: &["GET /apis/{apiId}/amznResourceNames"] },
    Absent {
        what: "GraphQL APIs",
        visitors: false,
        operations: &[
            "POST /apis/import-graphql-schema",
            "POST /apis/validate-graphql-schema",
            "GET /apis/{apiId}/graphql-policies/complexity",
            "PUT /apis/{apiId}/graphql-policies/complexity",
            "GET /apis/{apiId}/graphql-policies/complexity/types",
            "GET /apis/{apiId}/graphql-schema",
            "PUT /apis/{apiId}/graphql-schema",
        ],
    },
    Absent {
        what: "SOAP APIs",
        visitors: false,
        operations: &[
            "POST /apis/import-wsdl",
            "POST /apis/validate-wsdl",
            "GET /apis/{apiId}/resource-policies",
            "GET /apis/{apiId}/resource-policies/{resourcePolicyId}",
            "PUT /apis/{apiId}/resource-policies/{resourcePolicyId}",
            "GET /apis/{apiId}/wsdl",
            "PUT /apis/{apiId}/wsdl",
            "GET /apis/{apiId}/wsdl-info",
        ],
    },
    Absent {
        what: "custom sequences",
        visitors: false,
        operations: &[
            "GET /apis/{apiId}/sequence-backend",
            "PUT /apis/{apiId}/sequence-backend",
            "DELETE /apis/{apiId}/sequence-backend/{type}",
            "GET /apis/{apiId}/sequence-backend/{type}/content",
        ],
    },
    Absent {
        what: "external developer portals",
        visitors: false,
        operations: &[
            "GET /apis/{apiId}/external-stores",
            "POST /apis/{apiId}/publish-to-external-stores",
            "GET /external-stores",
        ],
    },
    Absent {
        what: "gateways of other makers",
        visitors: false,
        operations: &[
            "GET /apis/{apiId}/environments/{envId}/keys",
            "PUT /apis/{apiId}/environments/{envId}/keys",
        ],
    },
    Absent {
        what: "mock implementations",
        visitors: false,
        operations: &["POST /apis/{apiId}/generate-mock-scripts", "GET /apis/{apiId}/generated-mock-scripts"],
    },
    Absent {
        what: "monetization",
        visitors: false,
        operations: &[
            "GET /apis/{apiId}/monetization",
            "POST /apis/{apiId}/monetize",
            "GET /apis/{apiId}/revenue",
            "GET /subscriptions/{subscriptionId}/usage",
        ],
    },
    Absent {
        what: "policies of gateways",
        visitors: false,
        operations: &[
            "GET /gateway-policies",
            "POST /gateway-policies",
            "DELETE /gateway-policies/{gatewayPolicyMappingId}",
            "GET /gateway-policies/{gatewayPolicyMappingId}",
            "PUT /gateway-policies/{gatewayPolicyMappingId}",
            "POST /gateway-policies/{gatewayPolicyMappingId}/deploy",
        ],
    },
    Absent { what: "security audits", visitors: false, operations: &["GET /apis/{apiId}/auditapi"] },
    Absent {
        what: "streaming APIs",
        visitors: false,
        operations: &[
            "POST /apis/import-asyncapi",
            "POST /apis/validate-asyncapi",
            "GET /apis/{apiId}/asyncapi",
            "PUT /apis/{apiId}/asyncapi",
            "PUT /apis/{apiId}/topics",
        ],
    },
];
