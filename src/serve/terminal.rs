//! The only place where the server prints. A closed terminal is no reason to stop serving, so that failures are let pass.

use std::io::Write as _;

/// Says what other programs may wait for: one line on standard output.
pub(super) fn line(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{text}").and_then(|()| out.flush());
}

/// Says what only a person needs: lines on standard error.
#[cfg(not(test))]
pub(super) fn note(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// The same, in a way that the test harness shows for failed tests only.
#[cfg(test)]
#[expect(clippy::print_stderr, reason = "what is written to the stream itself cannot be captured")]
pub(super) fn note(text: &str) {
    eprintln!("{text}");
}
