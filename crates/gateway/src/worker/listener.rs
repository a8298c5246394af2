//! Listening sockets that the cores share with SO_REUSEPORT.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};

use socket2::{Domain, Protocol, Socket, Type};

use crate::error::StartError;

const BACKLOG: i32 = 4_096;

/// Opens one listener per worker at an address. Port 0 takes a free port, the same one for all. `::` is every
/// address, IPv4 included, also on a system without IPv6.
pub fn open(address: SocketAddr, workers: usize) -> Result<Vec<TcpListener>, StartError> {
    let failed = |source| StartError::Listen { address, source };
    let first = match listener(address) {
        Err(_) if every(address) => listener(SocketAddr::new(Ipv4Addr::UNSPECIFIED.into(), address.port())),
        opened => opened,
    };
    let first = first.map_err(failed)?;
    let bound = first.local_addr().map_err(failed)?;
    let mut all = vec![first];
    for _ in 1..workers {
        all.push(listener(bound).map_err(failed)?);
    }
    Ok(all)
}

fn every(address: SocketAddr) -> bool {
    address.ip() == IpAddr::V6(Ipv6Addr::UNSPECIFIED)
}

fn listener(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_reuse_address(true)?;
    socket.set_reuse_port(true)?;
    if address.is_ipv6() {
        socket.set_only_v6(!every(address))?;
    }
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}
