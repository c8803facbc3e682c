//! Connections: a small HTTP/1.1 server for GET and HEAD, bounded in every direction.
//!
//! Not `tiny_http` 0.12, for it bounds nothing: it reads a head byte by byte without a timeout and into a buffer without a
//! limit, takes any number of headers, starts a thread for each connection however many there are, waits for the rest of a
//! request's body before it answers the next, and buffers what is meant to stream. None of this can be set from
//! outside, since it takes the connections itself. What remains to be written, when nothing but GET is wanted, is little.
//!
//! - A thread for each connection, 64 at most; the rest wait in the system's queue. A pool of eight would be held up by
//!   eight slow clients, whereas a thread that waits costs next to nothing.
//! - A head comes within 5 seconds and 8 KiB. A response goes out at 64 KiB in 5 seconds or faster.
//! - One request to a connection. Over the loopback a new connection is cheap, and nothing that a client sends behind its
//!   request can be taken for another one.
//! - Streams of events outlive their requests: they do not count among the 64 but have a bound of their own, kept by
//!   [`super::current`].

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::head::{self, Method};
use super::respond::{Answer, Responder, refuse};
use super::{events, response, terminal};

/// What a client may take of us.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Connections that are being answered at the same time.
    pub(super) connections: usize,
    /// Bytes of a request's head.
    pub(super) head_bytes: usize,
    /// Time for a request's head.
    pub(super) head_time: Duration,
    /// Time for each 64 KiB of a response.
    pub(super) write_time: Duration,
    /// Time that a client has to take note that its connection ends.
    pub(super) close_time: Duration,
    /// Time between signs of life on a stream of events.
    pub(super) heartbeat: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 64,
            head_bytes: 8 * 1024,
            head_time: Duration::from_secs(5),
            write_time: Duration::from_secs(5),
            close_time: Duration::from_millis(500),
            heartbeat: Duration::from_secs(15),
        }
    }
}

/// Takes connections for as long as the program runs.
pub(super) fn listen(listener: &TcpListener, responder: &Arc<Responder>, limits: Limits) {
    let gate = Arc::new(Gate::new(limits.connections));
    loop {
        let place = Gate::enter(&gate);
        let Ok((stream, _)) = listener.accept() else {
            // Most often too many open files, which passes; without the pause this would be a busy loop.
            thread::sleep(Duration::from_millis(50));
            continue;
        };
        let responder = Arc::clone(responder);
        let connection = thread::Builder::new().name("connection".to_owned()).spawn(move || {
            // A client that went away is none of our concern.
            let _ = answer(stream, place, &responder, &limits);
        });
        if let Err(error) = connection {
            terminal::note(&format!("warning: a connection was dropped: {error}"));
        }
    }
}

/// Reads one request and answers it.
fn answer(stream: TcpStream, place: Place, responder: &Responder, limits: &Limits) -> io::Result<()> {
    let local = stream.local_addr()?;
    // An event is a few bytes, and should not wait to be sent together with others.
    stream.set_nodelay(true)?;
    let mut socket = Socket { stream, write_time: limits.write_time };
    let (answer, with_body) = match head::read(&mut socket, limits) {
        Ok(None) => return Ok(()),
        Ok(Some(head)) => (responder.respond(&head, local), head.method != Method::Head),
        Err(status) => (Answer::Response(refuse(status)), true),
    };
    match answer {
        Answer::Response(response) => {
            socket.write_all(response.head().as_bytes())?;
            if with_body {
                socket.write_all(&response.body)?;
            }
            socket.close(limits)
        }
        Answer::Events(subscription) => {
            socket.write_all(response::stream_head().as_bytes())?;
            if !with_body {
                return socket.close(limits);
            }
            drop(place);
            events::send(&mut socket, subscription, limits.heartbeat)
        }
    }
}

/// A connection on which nothing takes forever.
pub(super) struct Socket {
    stream: TcpStream,
    write_time: Duration,
}

impl Socket {
    /// The same connection, with what is left until the deadline as the time that a read may take.
    pub(super) fn before(&mut self, deadline: Instant) -> io::Result<&mut TcpStream> {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(ErrorKind::TimedOut.into());
        }
        self.stream.set_read_timeout(Some(left))?;
        Ok(&mut self.stream)
    }

    /// Sends everything, piece by piece, each within its time.
    pub(super) fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        for mut piece in bytes.chunks(64 * 1024) {
            let deadline = Instant::now() + self.write_time;
            while !piece.is_empty() {
                let left = deadline.saturating_duration_since(Instant::now());
                if left.is_zero() {
                    return Err(ErrorKind::TimedOut.into());
                }
                self.stream.set_write_timeout(Some(left))?;
                match self.stream.write(piece) {
                    Ok(0) => return Err(ErrorKind::WriteZero.into()),
                    Ok(count) => piece = &piece[count..],
                    Err(error) if error.kind() == ErrorKind::Interrupted => {}
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(())
    }

    /// Ends the connection so that the client gets all of the response: were it closed while something that the client
    /// sent is still unread (the body of a refused POST), the system would throw away what is still on its way.
    fn close(mut self, limits: &Limits) -> io::Result<()> {
        self.stream.shutdown(Shutdown::Write)?;
        let deadline = Instant::now() + limits.close_time;
        let mut buffer = [0; 4096];
        while self.before(deadline)?.read(&mut buffer)? > 0 {}
        Ok(())
    }
}

/// Lets in a bounded number at a time.
struct Gate {
    free: Mutex<usize>,
    left: Condvar,
}

impl Gate {
    fn new(places: usize) -> Self {
        Self { free: Mutex::new(places), left: Condvar::new() }
    }

    /// Waits for a place.
    fn enter(gate: &Arc<Self>) -> Place {
        let free = gate.free.lock().unwrap_or_else(PoisonError::into_inner);
        let mut free = gate.left.wait_while(free, |free| *free == 0).unwrap_or_else(PoisonError::into_inner);
        *free -= 1;
        Place(Arc::clone(gate))
    }
}

/// A place taken at a [`Gate`], free again when this is dropped, also by a panic.
struct Place(Arc<Gate>);

impl Drop for Place {
    fn drop(&mut self) {
        *self.0.free.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.0.left.notify_one();
    }
}
