//! The head of a request: read within bounds, then taken apart strictly.
//!
//! Only what we answer to is kept. A body is never read, since nothing that we answer to has one.

use std::io::{ErrorKind, Read};
use std::time::Instant;

use super::http::{Limits, Socket};
use super::response::Status;

/// A request, without its body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// What is asked.
    pub(super) method: Method,
    /// Of what, as sent: `/treaties/?party=japan`.
    pub(super) target: String,
    /// The one `Host` header.
    pub(super) host: String,
    /// The page that asks, where the browser tells: `http://127.0.0.1:3000`.
    pub(super) origin: Option<String>,
    /// What that page is to us, where the browser tells: `same-origin`, `cross-site`.
    pub(super) fetch_site: Option<String>,
}

/// What a request asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    /// A file.
    Get,
    /// What the answer to `Get` would be like.
    Head,
    /// Something that we do not do.
    Other,
}

/// Reads a head, never more than [`Limits::head_bytes`] and never longer than [`Limits::head_time`] in all, however slowly
/// its bytes trickle in.
///
/// None: nothing was sent at all, as on the spare connections that browsers open, and nothing need be answered.
pub(super) fn read(socket: &mut Socket, limits: &Limits) -> Result<Option<Head>, Status> {
    let deadline = Instant::now() + limits.head_time;
    let mut bytes = Vec::new();
    let mut buffer = [0; 2048];
    loop {
        let room = buffer.len().min(limits.head_bytes + 1 - bytes.len());
        let count = match socket.before(deadline).and_then(|socket| socket.read(&mut buffer[..room])) {
            Ok(count) => count,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(_) if bytes.is_empty() => return Ok(None),
            Err(_) => return Err(Status::RequestTimeout),
        };
        if count == 0 {
            return if bytes.is_empty() { Ok(None) } else { Err(Status::BadRequest) };
        }
        bytes.extend_from_slice(&buffer[..count]);
        if let Some(end) = end(&bytes) {
            return parse(&bytes[..end]).map(Some);
        }
        if bytes.len() > limits.head_bytes {
            return Err(if bytes.contains(&b'\n') { Status::HeadersTooLarge } else { Status::UriTooLong });
        }
    }
}

/// Where the empty line begins that ends a head.
fn end(bytes: &[u8]) -> Option<usize> {
    bytes
        .windows(2)
        .position(|two| two == b"\n\n")
        .into_iter()
        .chain(bytes.windows(3).position(|three| three == b"\n\r\n"))
        .min()
}

fn parse(bytes: &[u8]) -> Result<Head, Status> {
    // Headers may hold any byte, and some browser extensions do send UTF-8; what we use of them is ASCII.
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
    let (method, target) = request_line(lines.next().unwrap_or_default())?;
    let (mut host, mut origin, mut fetch_site) = (None, None, None);
    for line in lines {
        let (name, value) = header(line).ok_or(Status::BadRequest)?;
        let place = match name.to_ascii_lowercase().as_str() {
            "host" => &mut host,
            "origin" => &mut origin,
            "sec-fetch-site" => &mut fetch_site,
            _ => continue,
        };
        // Of two, one is a lie.
        if place.replace(value.to_owned()).is_some() {
            return Err(Status::BadRequest);
        }
    }
    Ok(Head { method, target, host: host.ok_or(Status::BadRequest)?, origin, fetch_site })
}

fn request_line(line: &str) -> Result<(Method, String), Status> {
    let mut parts = line.split(' ');
    let (Some(method), Some(target), Some(version), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return Err(Status::BadRequest);
    };
    if !is_token(method) || target.is_empty() || !target.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#') {
        return Err(Status::BadRequest);
    }
    match version {
        "HTTP/1.1" | "HTTP/1.0" => {}
        version if version.starts_with("HTTP/") => return Err(Status::VersionNotSupported),
        _ => return Err(Status::BadRequest),
    }
    let method = match method {
        "GET" => Method::Get,
        "HEAD" => Method::Head,
        _ => Method::Other,
    };
    Ok((method, target.to_owned()))
}

/// `Name: value`. A line that begins with a space went on from the one before, in older days; nobody means it today.
fn header(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once(':')?;
    let value = value.trim_matches([' ', '\t']);
    let sound = is_token(name) && !value.chars().any(|sign| sign.is_ascii_control() && sign != '\t');
    sound.then_some((name, value))
}

/// What RFC 9110 calls a token: the form of methods and of names.
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_whole(text: &str) -> Result<Head, Status> {
        parse(&text.as_bytes()[..end(text.as_bytes()).expect("a whole head")])
    }

    #[test]
    fn a_head_tells_what_is_asked_and_by_whom() {
        let head = read_whole(
            "GET /a?b HTTP/1.1\r\nHost: h:1 \r\nORIGIN:\thttp://h:1\r\nSec-Fetch-Site: none\r\nX: é\r\n\r\nGET /",
        );
        assert_eq!(
            head,
            Ok(Head {
                method: Method::Get,
                target: "/a?b".to_owned(),
                host: "h:1".to_owned(),
                origin: Some("http://h:1".to_owned()),
                fetch_site: Some("none".to_owned()),
            })
        );
    }

    #[test]
    fn lines_may_end_without_a_carriage_return() {
        for text in ["HEAD / HTTP/1.0\nHost: h\n\n", "HEAD / HTTP/1.0\nHost: h\n\r\n", "HEAD / HTTP/1.0\r\nHost: h\n\n"] {
            assert_eq!(read_whole(text).map(|head| head.method), Ok(Method::Head), "{text:?}");
        }
    }

    #[test]
    fn what_is_no_request_is_refused() {
        for line in [
            "",
            "GET",
            "GET /",
            "GET  / HTTP/1.1",
            "GET / HTTP/1.1 ",
            "GET / x HTTP/1.1",
            "G@T / HTTP/1.1",
            "GET /\u{e9} HTTP/1.1",
            "GET /#a HTTP/1.1",
            "GET /\t HTTP/1.1",
            "GET / FTP/1.1",
            " GET / HTTP/1.1",
        ] {
            assert_eq!(read_whole(&format!("{line}\r\nHost: h\r\n\r\n")), Err(Status::BadRequest), "{line:?}");
        }
        for version in ["HTTP/2.0", "HTTP/1.2", "HTTP/11"] {
            assert_eq!(
                read_whole(&format!("GET / {version}\r\nHost: h\r\n\r\n")),
                Err(Status::VersionNotSupported),
                "{version}"
            );
        }
    }

    #[test]
    fn headers_that_could_be_read_in_two_ways_are_refused() {
        for headers in [
            "",
            "Host: a\r\nHost: a\r\n",
            "Host: a\r\n b\r\n",
            "Host : a\r\n",
            "Host: a\r\n: b\r\n",
            "Host: a\r\nnonsense\r\n",
            "Host: a\rX: b\r\n",
            "Host: a\0\r\n",
            "Host: a\r\nOrigin: b\r\nOrigin: c\r\n",
        ] {
            assert_eq!(read_whole(&format!("GET / HTTP/1.1\r\n{headers}\r\n")), Err(Status::BadRequest), "{headers:?}");
        }
    }
}
