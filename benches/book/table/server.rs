//! A server of development while it runs; it ends with the measurement.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::http;

/// A running server.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    pub(crate) port: u16,
    /// From the start of the program to its first whole page.
    pub(crate) first_page: Duration,
}

impl Server {
    /// Starts `treatise serve` on any free port and gets a first page, which must hold some words.
    pub(crate) fn ours(program: &Path, book: &Path, page: &str, words: &str) -> Result<Self, String> {
        let began = Instant::now();
        let mut command = Command::new(program);
        command.arg("serve").arg(book).args(["--port", "0"]);
        let mut child = spawn(&mut command)?;
        let mut lines = BufReader::new(child.stdout.take().ok_or("no standard output")?);
        let mut line = String::new();
        let read = lines.read_line(&mut line);
        let port =
            line.split("127.0.0.1:").nth(1).and_then(|rest| rest.split('/').next()).and_then(|port| port.parse().ok());
        let (Ok(_), Some(port)) = (read, port) else {
            let _ = child.kill();
            let _ = child.wait();
            return Err(format!("`treatise serve` does not tell its address: {line}"));
        };
        drain(Some(lines));
        Self::ready(child, port, began, page, words)
    }

    /// Starts Hugo's server on a port that is free now, keeping the site in memory.
    pub(crate) fn hugo(program: &Path, book: &Path, page: &str, words: &str) -> Result<Self, String> {
        let free = std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        let port = free.map_err(|error| error.to_string())?.port();
        let began = Instant::now();
        let mut command = Command::new(program);
        command.args(["server", "--renderToMemory", "--bind", "127.0.0.1", "--port"]).arg(port.to_string());
        command.arg("--source").arg(book);
        let mut child = spawn(&mut command)?;
        drain(child.stdout.take());
        Self::ready(child, port, began, page, words)
    }

    fn ready(mut child: Child, port: u16, began: Instant, page: &str, words: &str) -> Result<Self, String> {
        drain(child.stderr.take());
        let mut server = Self { child, port, first_page: Duration::ZERO };
        http::wait_for(port, page, words, Duration::from_millis(1))?;
        server.first_page = began.elapsed();
        Ok(server)
    }

    /// The most memory it has held so far, in bytes.
    pub(crate) fn memory(&self) -> Option<u64> {
        super::run::memory(self.child.id())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn spawn(command: &mut Command) -> Result<Child, String> {
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    child.map_err(|error| format!("{}: {error}", command.get_program().to_string_lossy()))
}

/// Reads what a server says, so that it never waits for a reader.
fn drain(from: Option<impl Read + Send + 'static>) {
    if let Some(mut from) = from {
        thread::spawn(move || std::io::copy(&mut from, &mut std::io::sink()));
    }
}
