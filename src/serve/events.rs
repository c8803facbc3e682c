//! The stream of server-sent events by which a page hears that it is no longer the book as it stands.

use std::io;
use std::time::Duration;

use super::current::{News, Subscription};
use super::http::Socket;
use super::text;

/// Something that a page wants to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// The stream begins; a page of another build is out of date.
    Hello { build: String },
    /// Pages changed.
    Reload { build: String },
    /// Nothing but style sheets changed.
    Css { build: String },
    /// The book has errors, and what is shown is older than they are.
    Errors { errors: usize, warnings: usize, report: String },
    /// The errors are mended.
    Ok,
}

impl Event {
    /// The event as it goes over the wire.
    fn encoded(&self) -> String {
        let (name, data) = match self {
            Self::Hello { build } => ("hello", build_data(build)),
            Self::Reload { build } => ("reload", build_data(build)),
            Self::Css { build } => ("css", build_data(build)),
            Self::Errors { errors, warnings, report } => {
                ("errors", format!(r#"{{"errors":{errors},"warnings":{warnings},"report":{}}}"#, text::json(report)))
            }
            Self::Ok => ("ok", "{}".to_owned()),
        };
        format!("event: {name}\ndata: {data}\n\n")
    }
}

fn build_data(build: &str) -> String {
    format!(r#"{{"build":{}}}"#, text::json(build))
}

/// Sends events until the client is gone or its place is needed.
pub(super) fn send(socket: &mut Socket, mut subscription: Subscription, heartbeat: Duration) -> io::Result<()> {
    loop {
        match subscription.next(heartbeat) {
            News::Events(events) => {
                socket.write_all(events.iter().map(Event::encoded).collect::<String>().as_bytes())?;
            }
            // A comment, which scripts do not see. Writing is the one way to learn that nobody reads any more.
            News::Quiet => socket.write_all(b":\n\n")?,
            News::Over => return Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_two_lines_whatever_the_report() {
        let report = "error: \"a\"\n\nevent: reload\r\n露".to_owned();
        let event = Event::Errors { errors: 1, warnings: 2, report };
        assert_eq!(
            event.encoded(),
            "event: errors\ndata: {\"errors\":1,\"warnings\":2,\"report\":\"error: \\\"a\\\"\\n\\nevent: reload\\u000d\\n露\"}\n\n"
        );
        assert_eq!(Event::Hello { build: "1.0".to_owned() }.encoded(), "event: hello\ndata: {\"build\":\"1.0\"}\n\n");
    }
}
