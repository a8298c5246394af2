//! A client's socket: refuses messages that can be read in two ways before hyper sees them whole, and notes what the
//! client is waited for.

use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::pulse::Pulse;
use framing::Framing;

/// No head with these bytes in it is one: hyper answers 400 and closes.
const POISON: &[u8] = b"\0\r\n\r\n";

/// Bytes taken from a client that goes on sending after its end.
const MOST_DRAINED: usize = 256 * 1024;

/// A socket under guard. HTTP/2 frames are not looked at; hyper refuses what is malformed in them.
pub struct Guard<S> {
    socket: S,
    pulse: Rc<Pulse>,
    framing: Option<Framing>,
    /// What is left to say in place of a refused message; afterwards nothing more is read.
    poison: Option<&'static [u8]>,
    drained: usize,
}

impl<S> Guard<S> {
    pub fn new(socket: S, pulse: Rc<Pulse>, h2: bool) -> Self {
        Self { socket, pulse, framing: (!h2).then(Framing::default), poison: None, drained: 0 }
    }
}

impl<S: AsyncRead + Unpin> Guard<S> {
    /// Reads and forgets, until the client has heard that we have ended.
    fn drain(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let mut sink = [0u8; 4096];
        while self.drained < MOST_DRAINED {
            let mut buf = ReadBuf::new(&mut sink);
            match ready!(Pin::new(&mut self.socket).poll_read(cx, &mut buf)) {
                Ok(()) if !buf.filled().is_empty() => self.drained += buf.filled().len(),
                _ => break,
            }
        }
        Poll::Ready(())
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Guard<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if let Some(poison) = &mut this.poison {
            let (now, later) = poison.split_at(poison.len().min(buf.remaining()));
            buf.put_slice(now);
            *poison = later;
            return Poll::Ready(Ok(()));
        }
        let before = buf.filled().len();
        let Poll::Ready(read) = Pin::new(&mut this.socket).poll_read(cx, buf) else {
            this.pulse.waits_for_bytes();
            return Poll::Pending;
        };
        read?;
        this.pulse.got_bytes();
        let Some(framing) = &mut this.framing else { return Poll::Ready(Ok(())) };
        if let Err(violation) = framing.feed(&buf.filled()[before..]) {
            tracing::debug!(why = violation.why, "a message was refused");
            if violation.in_body {
                return Poll::Ready(Err(io::Error::new(io::ErrorKind::InvalidData, violation.why)));
            }
            buf.set_filled(before + violation.at);
            let (now, later) = POISON.split_at(POISON.len().min(buf.remaining()));
            buf.put_slice(now);
            this.poison = Some(later);
        }
        this.pulse.at(framing);
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Guard<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.socket).poll_write(cx, bytes);
        this.pulse.wrote(written.is_ready());
        Poll::Ready(ready!(written))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.socket).poll_write_vectored(cx, bytes);
        this.pulse.wrote(written.is_ready());
        Poll::Ready(ready!(written))
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let flushed = Pin::new(&mut this.socket).poll_flush(cx);
        this.pulse.wrote(flushed.is_ready());
        flushed
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(Pin::new(&mut this.socket).poll_shutdown(cx))?;
        if this.poison.is_some() || this.framing.as_ref().is_some_and(|f| !f.between()) {
            // The client is still sending. Closing now would make its system drop our answer unread.
            this.pulse.lingers();
            ready!(this.drain(cx));
        }
        Poll::Ready(Ok(()))
    }
}
