//! Ports: free, or taken by a running node of ours.

use std::fs::File;
use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::Path;

use socket2::{Domain, Protocol, Socket, Type};

use super::finding::Finding;
use super::parts::Parts;
use super::probe;
use crate::config::Config;

const CHECK: &str = "ports";

struct Port<'a> {
    key: &'static str,
    address: &'a str,
    port: u16,
    ask: Ask,
}

/// What a node of ours answers on it.
#[derive(Clone, Copy)]
enum Ask {
    Health {
        tls: bool,
    },
    /// The gateway's own readiness: whatever its status, WSO2's path is known there only.
    Gateway {
        tls: bool,
    },
}

pub async fn look(config: &Config, parts: Parts, data: &Path) -> Vec<Finding> {
    let mut found = Vec::new();
    let ports = ports(config, parts);
    for (at, port) in ports.iter().enumerate() {
        if let Some(twin) = ports[..at].iter().find(|p| p.port == port.port) {
            found.push(Finding::error(
                CHECK,
                format!("{} and {} are both {}", twin.key, port.key, port.port),
                "give each a number of its own",
            ));
            continue;
        }
        found.push(state(port, data).await);
    }
    found
}

fn ports(config: &Config, parts: Parts) -> Vec<Port<'_>> {
    let mut ports = Vec::new();
    let mut add = |key, address, port, ask| ports.push(Port { key, address, port: config.port(port), ask });
    if parts.rest {
        let server = &config.server;
        add("server.https_port", server.address.as_str(), server.https_port, Ask::Health { tls: true });
    }
    if parts.gateway {
        let gateway = &config.gateway;
        add("gateway.https_port", gateway.address.as_str(), gateway.https_port, Ask::Gateway { tls: true });
        add("gateway.http_port", gateway.address.as_str(), gateway.http_port, Ask::Gateway { tls: false });
    }
    if config.management.port != 0 {
        let management = &config.management;
        add("management.port", management.address.as_str(), management.port, Ask::Health { tls: false });
    }
    ports
}

async fn state(port: &Port<'_>, data: &Path) -> Finding {
    let (key, number, address) = (port.key, port.port, port.address);
    let Ok(ip) = address.parse::<IpAddr>() else {
        return Finding::error(CHECK, format!("{key}: {address} is not an IP address"), "write one");
    };
    match can_bind(SocketAddr::new(ip, number)) {
        Ok(()) => Finding::ok(CHECK, format!("{key}: {number} on {address} is free")),
        Err(error) if error.kind() == ErrorKind::AddrInUse => taken(port, ip, data).await,
        Err(error) if error.kind() == ErrorKind::PermissionDenied => Finding::error(
            CHECK,
            format!("{key}: this user may not open {number}"),
            "choose a port from 1024 on, or give the node the capability CAP_NET_BIND_SERVICE; run the doctor as \
             the node's user",
        ),
        Err(error) => Finding::error(
            CHECK,
            format!("{key}: {number} on {address} cannot be opened: {error}"),
            "name an address of this machine, or `::` for all",
        ),
    }
}

/// Bound and let go, without ever listening: nobody can come to talk to the doctor.
fn can_bind(at: SocketAddr) -> std::io::Result<()> {
    let socket = Socket::new(Domain::for_address(at), Type::STREAM, Some(Protocol::TCP))?;
    if at.is_ipv6() {
        socket.set_only_v6(false)?;
    }
    socket.set_reuse_address(true)?;
    socket.bind(&at.into())
}

async fn taken(port: &Port<'_>, ip: IpAddr, data: &Path) -> Finding {
    let host = match ip {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    let (key, number) = (port.key, port.port);
    if !is_ours(&host.to_string(), number, port.ask).await {
        return Finding::error(
            CHECK,
            format!("{key}: {number} is used by another program"),
            format!("stop it (`ss -ltnp sport = :{number}` names it), or choose another port or node.offset"),
        );
    }
    if data.join("lock").exists() && !is_held(data) {
        return Finding::error(
            CHECK,
            format!("{key}: {number} is used by a Turnpike node with another data directory"),
            "stop that node, or choose another node.offset; when it is this one, name its --data",
        );
    }
    Finding::ok(CHECK, format!("{key}: {number} is used by the running node"))
}

async fn is_ours(host: &str, port: u16, ask: Ask) -> bool {
    match ask {
        Ask::Health { tls } => {
            let answer = probe::get(host, port, "/health/live", tls).await;
            answer.is_ok_and(|a| a.status == 200 && a.body.contains("\"UP\""))
        }
        Ask::Gateway { tls } => {
            let path = "/api/am/gateway/v2/server-startup-healthcheck";
            probe::get(host, port, path, tls).await.is_ok_and(|a| [200, 500].contains(&a.status))
        }
    }
}

/// Whether a node has the data directory now.
fn is_held(data: &Path) -> bool {
    File::open(data.join("lock")).is_ok_and(|lock| lock.try_lock_shared().is_err())
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::super::finding::Level;
    use super::*;

    async fn look_at(port: u16, address: &str) -> Finding {
        let port = Port { key: "server.https_port", address, port, ask: Ask::Health { tls: false } };
        state(&port, Path::new("/nowhere")).await
    }

    #[tokio::test]
    async fn a_free_port_is_fine_and_one_of_a_stranger_is_not() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        // Answers and is no node.
        let stranger = std::thread::spawn(move || {
            use std::io::{Read as _, Write as _};
            let (mut stream, _) = listener.accept().unwrap();
            let _ = stream.read(&mut [0; 512]).unwrap();
            stream.write_all(b"HTTP/1.0 404 Not Found\r\n\r\n").unwrap();
        });
        let found = look_at(port, "127.0.0.1").await;
        assert_eq!(found.level, Level::Error, "{found:?}");
        assert!(found.what.contains("another program"), "{found:?}");
        stranger.join().unwrap();
        let found = look_at(port, "127.0.0.1").await;
        assert_eq!(found.level, Level::Ok, "{found:?}");
        // TEST-NET-1, RFC 5737: no machine has it.
        let found = look_at(port, "192.0.2.1").await;
        assert!(found.level == Level::Error && found.what.contains("cannot be opened"), "{found:?}");
    }

    #[tokio::test]
    async fn one_number_twice_is_an_error() {
        let mut config = Config::default();
        config.management.port = config.server.https_port;
        let parts = Parts {
            rest: true,
            gateway: false,
            database: true,
            disk: true,
            apart: false,
            view: super::super::parts::View::All,
        };
        let found = look(&config, parts, Path::new("/nowhere")).await;
        assert!(found.iter().any(|f| f.what.contains("are both 9443")), "{found:?}");
    }
}
