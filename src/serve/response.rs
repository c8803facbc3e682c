//! What is sent back.

use std::fmt::Write as _;

/// How a request fared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Ok,
    /// The site stands elsewhere on this server, at present.
    Found,
    /// A page was asked for without its final `/`.
    PermanentRedirect,
    BadRequest,
    Forbidden,
    NotFound,
    MethodNotAllowed,
    RequestTimeout,
    UriTooLong,
    HeadersTooLarge,
    /// The book or a page of it has errors.
    ServerError,
    VersionNotSupported,
}

impl Status {
    /// Its number and its name.
    pub(super) fn line(self) -> &'static str {
        match self {
            Self::Ok => "200 OK",
            Self::Found => "302 Found",
            Self::PermanentRedirect => "308 Permanent Redirect",
            Self::BadRequest => "400 Bad Request",
            Self::Forbidden => "403 Forbidden",
            Self::NotFound => "404 Not Found",
            Self::MethodNotAllowed => "405 Method Not Allowed",
            Self::RequestTimeout => "408 Request Timeout",
            Self::UriTooLong => "414 URI Too Long",
            Self::HeadersTooLarge => "431 Request Header Fields Too Large",
            Self::ServerError => "500 Internal Server Error",
            Self::VersionNotSupported => "505 HTTP Version Not Supported",
        }
    }
}

/// An answer of known length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Response {
    /// How it went.
    pub(super) status: Status,
    /// What the body is.
    pub(super) media_type: &'static str,
    /// Headers that only this response has.
    pub(super) headers: Vec<(&'static str, String)>,
    /// What was asked for.
    pub(super) body: Vec<u8>,
}

impl Response {
    /// A response with a body and no headers of its own.
    pub(super) fn new(status: Status, media_type: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self { status, media_type, headers: Vec::new(), body: body.into() }
    }

    /// A refusal, in words.
    pub(super) fn refusal(status: Status, reason: &str) -> Self {
        Self::new(status, PLAIN, format!("{}: {reason}\n", status.line()))
    }

    /// The same response with another header. The value must be ours: line ends in it would begin new headers.
    pub(super) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        let value = value.into();
        debug_assert!(!value.contains(['\r', '\n']));
        self.headers.push((name, value));
        self
    }

    /// The head of the response, up to and with the empty line.
    pub(super) fn head(&self) -> String {
        let mut head = head(self.status, self.media_type);
        let _ = write!(head, "Content-Length: {}\r\n", self.body.len());
        for (name, value) in &self.headers {
            let _ = write!(head, "{name}: {value}\r\n");
        }
        head + "\r\n"
    }
}

/// The media type of refusals.
pub(super) const PLAIN: &str = "text/plain; charset=utf-8";

/// The head of an answer that ends when its connection does.
pub(super) fn stream_head() -> String {
    head(Status::Ok, "text/event-stream") + "\r\n"
}

/// What every answer begins with.
///
/// `no-store`: what a browser kept would not be the book as it stands. `same-origin`: no other site may show our files as
/// its own. `close`: see [`super::http`].
fn head(status: Status, media_type: &str) -> String {
    format!(
        "HTTP/1.1 {}\r\nContent-Type: {media_type}\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n\
         Cross-Origin-Resource-Policy: same-origin\r\nConnection: close\r\n",
        status.line()
    )
}
