//! The part of a browser that a stopwatch needs: getting a page, and hearing that it is no longer the book as it stands.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// How long anything may take before it counts as never.
pub(crate) const PATIENCE: Duration = Duration::from_secs(120);

/// Gets a page from this machine; HTTP/1.0, so that the body is sent as it is and ends with the connection.
pub(crate) fn get(port: u16, path: &str) -> Result<(u16, Vec<u8>), String> {
    let failed = |error: std::io::Error| format!("GET {path}: {error}");
    let mut stream = TcpStream::connect(("127.0.0.1", port)).map_err(failed)?;
    stream.set_nodelay(true).and_then(|()| stream.set_read_timeout(Some(PATIENCE))).map_err(failed)?;
    let request = format!("GET {path} HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\n\r\n");
    stream.write_all(request.as_bytes()).map_err(failed)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).map_err(failed)?;
    let head = answer.windows(4).position(|four| four == b"\r\n\r\n").ok_or_else(|| format!("GET {path}: no answer"))?;
    let status =
        answer.get(9..12).and_then(|digits| std::str::from_utf8(digits).ok()).and_then(|digits| digits.parse().ok());
    let status = status.ok_or_else(|| format!("GET {path}: not HTTP"))?;
    answer.drain(..head + 4);
    Ok((status, answer))
}

/// Whether a page is there and holds these words.
pub(crate) fn shows(port: u16, path: &str, words: &str) -> Result<bool, String> {
    let (status, body) = get(port, path)?;
    Ok(status == 200 && holds(&body, words))
}

/// Asks for a page until it holds these words.
pub(crate) fn wait_for(port: u16, path: &str, words: &str, pause: Duration) -> Result<(), String> {
    let began = Instant::now();
    loop {
        // Before a server listens, and while one starts anew, there is nobody to answer.
        if let Ok(true) = shows(port, path, words) {
            return Ok(());
        }
        if began.elapsed() > PATIENCE {
            return Err(format!("{path} never showed `{words}`"));
        }
        std::thread::sleep(pause);
    }
}

pub(crate) fn holds(body: &[u8], words: &str) -> bool {
    body.windows(words.len()).any(|window| window == words.as_bytes())
}

/// The stream of events by which an open page hears of changes.
#[derive(Debug)]
pub(crate) struct Events(BufReader<TcpStream>);

impl Events {
    /// Listens as an open page does; the greeting has come when this returns.
    pub(crate) fn listen(port: u16) -> Result<Self, String> {
        let failed = |error: std::io::Error| format!("events: {error}");
        let mut stream = TcpStream::connect(("127.0.0.1", port)).map_err(failed)?;
        stream.set_nodelay(true).and_then(|()| stream.set_read_timeout(Some(PATIENCE))).map_err(failed)?;
        let request = format!("GET /.treatise/events HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n");
        stream.write_all(request.as_bytes()).map_err(failed)?;
        let mut events = Self(BufReader::new(stream));
        events.wait("hello")?;
        Ok(events)
    }

    /// Waits for an event by its name; what comes before it is passed over.
    pub(crate) fn wait(&mut self, name: &str) -> Result<(), String> {
        let mut line = String::new();
        loop {
            line.clear();
            let read = self.0.read_line(&mut line).map_err(|error| format!("waiting for `{name}`: {error}"))?;
            if read == 0 {
                return Err(format!("the server closed its events while we waited for `{name}`"));
            }
            if line.trim_end().strip_prefix("event: ") == Some(name) {
                return Ok(());
            }
        }
    }
}
