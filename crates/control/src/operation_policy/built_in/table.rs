//! Names and parameters are WSO2's, on which clients rely; the words are ours.

pub struct BuiltIn {
    pub name: &'static str,
    pub versions: &'static [&'static str],
    pub category: &'static str,
    pub display_name: &'static str,
    pub description: &'static str,
    pub flows: &'static [&'static str],
    pub parameters: &'static [Parameter],
}

pub struct Parameter {
    pub name: &'static str,
    pub display_name: &'static str,
    pub kind: &'static str,
    pub required: bool,
    /// Empty: none.
    pub default: &'static str,
    /// Empty: none.
    pub pattern: &'static str,
    pub allowed: &'static [&'static str],
}

const EVERY: &[&str] = &["request", "response", "fault"];
const BOTH: &[&str] = &["request", "response"];
const REQUEST: &[&str] = &["request"];
const RESPONSE: &[&str] = &["response"];
const FAULT: &[&str] = &["fault"];
const V1: &[&str] = &["v1"];

const BOOLEAN: &str = "^(true|false)$";
const NUMBER: &str = r"^\d{1,6}$";
const HEADER: &str = r"^[!#$%&'*+.^_`|~0-9A-Za-z-]+$";
const METHOD: &str = "^(?i:GET|PUT|POST|PATCH|DELETE|HEAD|OPTIONS)$";
const METHODS: &[&str] = &["GET", "PUT", "POST", "PATCH", "DELETE", "HEAD", "OPTIONS"];

const fn plain(
    name: &'static str,
    display_name: &'static str,
    description: &'static str,
    flows: &'static [&'static str],
    parameters: &'static [Parameter],
) -> BuiltIn {
    BuiltIn { name, versions: V1, category: "Mediation", display_name, description, flows, parameters }
}

const fn parameter(
    name: &'static str,
    display_name: &'static str,
    kind: &'static str,
    default: &'static str,
    pattern: &'static str,
) -> Parameter {
    Parameter { name, display_name, kind, required: false, default, pattern, allowed: &[] }
}

const fn text(name: &'static str, display_name: &'static str, pattern: &'static str) -> Parameter {
    Parameter { required: true, ..parameter(name, display_name, "String", "", pattern) }
}

const fn flag(name: &'static str, display_name: &'static str, default: &'static str) -> Parameter {
    parameter(name, display_name, "Boolean", default, BOOLEAN)
}

const fn number(name: &'static str, display_name: &'static str, default: &'static str) -> Parameter {
    parameter(name, display_name, "Integer", default, NUMBER)
}

pub const ALL: &[BuiltIn] = &[
    plain(
        "addHeader",
        "Add Header",
        "Sets a header of the message; one of that name that is there is replaced.",
        EVERY,
        &[text("headerName", "Header Name", HEADER), text("headerValue", "Header Value", "")],
    ),
    plain(
        "removeHeader",
        "Remove Header",
        "Takes a header out of the message.",
        EVERY,
        &[text("headerName", "Header Name", HEADER)],
    ),
    plain(
        "addQueryParam",
        "Add Query Param",
        "Adds a parameter to the query of the request. Name and value may be percent-encoded.",
        REQUEST,
        &[text("paramKey", "Parameter Key", ""), text("paramValue", "Parameter Value", "")],
    ),
    plain(
        "removeQueryParam",
        "Remove Query Param",
        "Takes every parameter of a name out of the query of the request.",
        REQUEST,
        &[text("paramKey", "Parameter Key", "")],
    ),
    BuiltIn {
        versions: &["v1", "v2", "v3"],
        ..plain(
            "rewriteResourcePath",
            "Rewrite Resource Path",
            "Calls another path of the back end, with or without the query of the request.",
            REQUEST,
            &[
                text("newResourcePath", "New Resource Path", ""),
                flag("includeQueryParams", "Include Query Parameters", "true"),
            ],
        )
    },
    plain(
        "changeHTTPMethod",
        "Change HTTP Method",
        "Calls the back end with another method.",
        REQUEST,
        &[text("httpMethod", "HTTP Method", METHOD)],
    ),
    plain(
        "rewriteHTTPMethod",
        "Rewrite HTTP Method",
        "Calls the back end with another method.",
        REQUEST,
        &[Parameter { kind: "Enum", allowed: METHODS, ..text("updatedMethod", "New HTTP Method", METHOD) }],
    ),
    plain("jsonToXML", "JSON to XML", "Turns a JSON body into XML.", BOTH, &[]),
    plain("xmlToJson", "XML to JSON", "Turns an XML body into JSON.", BOTH, &[]),
    plain(
        "regexPolicy",
        "Regular Expression Threat Protection",
        "Refuses requests in whose path, query, headers or body the pattern is found.",
        REQUEST,
        &[
            parameter("threatType", "Threat Type", "String", "SQL-Injection", ""),
            parameter("regex", "Pattern", "String", "", ""),
            flag("enabledCheckBody", "Look at the Body", "true"),
            flag("enabledCheckHeaders", "Look at Headers", "true"),
            flag("enabledCheckPathParams", "Look at Path and Query", "true"),
        ],
    ),
    plain(
        "jsonValidator",
        "JSON Threat Protection",
        "Refuses JSON bodies that are malformed or larger in some way than allowed.",
        REQUEST,
        &[
            number("maxPropertyCount", "Max Property Count", "100"),
            number("maxStringLength", "Max String Length", "100"),
            number("maxArrayElementCount", "Max Array Element Count", "100"),
            number("maxKeyLength", "Max Key Length", "100"),
            number("maxJsonDepth", "Max JSON Depth", "100"),
            number("requestMessageBufferSize", "Buffer Size (of no effect)", "1024"),
            parameter("jsonSchemaValidator", "Implementation", "String", "", r"^[a-zA-Z_$][a-zA-Z\d_$.]*$"),
        ],
    ),
    plain(
        "xmlValidator",
        "XML Threat Protection",
        "Refuses XML bodies that are malformed, have a document type, or are larger in some way than allowed.",
        REQUEST,
        &[
            flag("xmlValidation", "Check the Limits", "true"),
            flag("dtdEnabled", "Allow Document Types", "false"),
            flag("externalEntitiesEnabled", "Allow External Entities", "false"),
            number("maxXMLDepth", "Max XML Depth", "100"),
            number("maxElementCount", "Max Element Count", "100"),
            number("maxAttributeCount", "Max Attribute Count", "100"),
            number("maxAttributeLength", "Max Attribute Length", "100"),
            number("entityExpansionLimit", "Entity Expansion Limit", "100"),
            number("maxChildrenPerElement", "Max Children Per Element", "100"),
            flag("schemaValidation", "Check a Schema", "false"),
            parameter("xsdURL", "URL of the Schema", "String", "", ""),
            number("requestMessageBufferSize", "Buffer Size (of no effect)", "1024"),
        ],
    ),
    plain(
        "jwtClaimBasedAccessValidator",
        "JWT Claim Based Access Validator",
        "Lets a call pass when a claim of its access token has the value, or when both match the pattern.",
        REQUEST,
        &[
            Parameter { default: "aut", ..text("accessVerificationClaim", "Name of the Claim", r"^[^\s]+$") },
            Parameter {
                default: "APPLICATION",
                ..text("accessVerificationClaimValue", "Value of the Claim", "")
            },
            parameter("accessVerificationClaimValueRegex", "Pattern of Values", "String", "", ""),
            flag("shouldAllowValidation", "Let Calls Pass that Do Not Match", "false"),
        ],
    ),
    plain("addLogMessage", "Log Policy", "Writes a line about the message to the gateway's log.", EVERY, &[]),
    plain("disableChunking", "Disable Chunking", "Sends the body with its length, not in chunks.", BOTH, &[]),
    plain("jsonFault", "JSON Fault", "Words errors in JSON, whatever the caller accepts.", FAULT, &[]),
    plain(
        "preserveAcceptHeader",
        "Preserve Accept Header",
        "Remembers the Accept header. Gateways cannot run it yet.",
        REQUEST,
        &[],
    ),
    plain(
        "applyAcceptHeader",
        "Apply Accept Header",
        "Answers in the form that the Accept header asks for. Gateways cannot run it yet.",
        RESPONSE,
        &[],
    ),
    plain(
        "setToHeader",
        "Set To Header",
        "Chooses the back end's address. Gateways cannot run it yet.",
        REQUEST,
        &[text("value", "To Header Value", "")],
    ),
    plain(
        "revokeOneTimeToken",
        "Revoke One Time Token",
        "Revokes a token with the scope when it has been used. Gateways cannot run it yet.",
        REQUEST,
        &[Parameter { default: "OTT", ..text("scope", "Scope", r"^[a-zA-Z_][a-zA-Z\d_\- ]*$") }],
    ),
    BuiltIn {
        category: "Security",
        ..plain(
            "opaPolicy",
            "Validate Request with OPA",
            "Asks an Open Policy Agent whether a call may pass. Gateways cannot run it yet.",
            REQUEST,
            &[
                text("serverUrl", "OPA Server URL", "^https?://"),
                parameter("accessKey", "Access Key", "String", "", ""),
                text("policy", "Policy", ""),
                Parameter { default: "allow", ..text("rule", "Rule", "") },
                flag("sendAccessToken", "Send Access Token", "false"),
                parameter("additionalProperties", "Additional Properties", "String", "", ""),
                number("maxOpenConnections", "Max Open Connections", "500"),
                number("connectionTimeout", "Connection Timeout", "30"),
            ],
        )
    },
];
