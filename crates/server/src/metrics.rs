//! Renders the gateway's counters as OpenMetrics text.

use std::fmt::Write as _;

use gateway::metrics::{BUCKETS_MICROS, Metrics};

/// The whole exposition.
pub fn render(gateway: &Metrics) -> String {
    let mut out = String::with_capacity(4_096);
    let mut counter = |name: &str, help: &str, samples: &[(&str, u64)]| {
        let _ =
            write!(out, "# TYPE turnpike_gateway_{name} counter\n# HELP turnpike_gateway_{name} {help}\n");
        for (labels, value) in samples {
            let _ = writeln!(out, "turnpike_gateway_{name}_total{labels} {value}");
        }
    };
    let classes =
        ["{class=\"1xx\"}", "{class=\"2xx\"}", "{class=\"3xx\"}", "{class=\"4xx\"}", "{class=\"5xx\"}"];
    let responses: Vec<_> = classes.into_iter().zip(gateway.responses).collect();
    counter("connections", "Connections accepted.", &[("", gateway.connections)]);
    counter("responses", "Responses by class of status.", &responses);
    counter(
        "refusals",
        "Requests refused, by reason.",
        &[("{reason=\"unauthorised\"}", gateway.unauthorised), ("{reason=\"quota\"}", gateway.limited)],
    );
    counter("backend_failures", "Responses made because of a back end.", &[("", gateway.upstream_failures)]);
    counter("broken_responses", "Responses that broke off.", &[("", gateway.broken)]);
    counter("token_verifications", "Signatures checked.", &[("", gateway.verifications)]);
    counter("backend_connections", "Connections made to back ends.", &[("", gateway.upstream_connections)]);
    counter("backend_retries", "Requests sent again on another connection.", &[("", gateway.retries)]);
    counter(
        "bytes",
        "Body bytes by direction.",
        &[
            ("{direction=\"request\"}", gateway.request_bytes),
            ("{direction=\"response\"}", gateway.response_bytes),
        ],
    );
    counter(
        "log_lines_dropped",
        "Access log lines that found the queue full.",
        &[("", gateway.log_lines_dropped)],
    );
    counter("events_dropped", "Analytics events that found the queue full.", &[("", gateway.events_dropped)]);
    durations(&mut out, gateway);
    out.push_str("# EOF\n");
    out
}

fn durations(out: &mut String, gateway: &Metrics) {
    const NAME: &str = "turnpike_gateway_request_duration_seconds";
    let _ = write!(out, "# TYPE {NAME} histogram\n# UNIT {NAME} seconds\n");
    let mut below = 0;
    for (i, count) in gateway.durations.iter().enumerate() {
        below += count;
        let bound = BUCKETS_MICROS.get(i).map_or("+Inf".to_owned(), |b| format!("{}", *b as f64 / 1e6));
        let _ = writeln!(out, "{NAME}_bucket{{le=\"{bound}\"}} {below}");
    }
    let _ = write!(out, "{NAME}_sum {}\n{NAME}_count {below}\n", gateway.duration_micros as f64 / 1e6);
}
