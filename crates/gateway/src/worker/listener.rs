//! Listening sockets that the cores share with SO_REUSEPORT.

use std::io;
use std::net::{SocketAddr, TcpListener};

use socket2::{Domain, Protocol, Socket, Type};

use crate::error::StartError;

const BACKLOG: i32 = 4_096;

/// Opens one listener per worker at an address. Port 0 takes a free port, the same one for all.
pub fn open(address: SocketAddr, workers: usize) -> Result<Vec<TcpListener>, StartError> {
    let failed = |source| StartError::Listen { address, source };
    let first = listener(address).map_err(failed)?;
    let bound = first.local_addr().map_err(failed)?;
    let mut all = vec![first];
    for _ in 1..workers {
        all.push(listener(bound).map_err(failed)?);
    }
    Ok(all)
}

fn listener(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_reuse_address(true)?;
    socket.set_reuse_port(true)?;
    if address.is_ipv6() {
        // An IPv4 address is configured by itself.
        socket.set_only_v6(true)?;
    }
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}
