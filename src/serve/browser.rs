//! Opening the book in the reader's browser.

use std::process::{Command, Stdio};
use std::thread;

use super::terminal;

/// Asks the system to open a web address. That it could not is worth a warning and nothing more.
///
/// The opener is waited for on a thread of its own, since some stay for as long as the browser does.
pub(super) fn open(url: &str) {
    let mut command = opener(url);
    let url = url.to_owned();
    let waiting = thread::Builder::new().name("browser".to_owned()).spawn(move || {
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let failure = match command.status() {
            Ok(status) if status.success() => return,
            Ok(status) => status.to_string(),
            Err(error) => error.to_string(),
        };
        let program = command.get_program().to_string_lossy();
        terminal::note(&format!("warning: `{program}` could not open {url}: {failure}"));
    });
    if let Err(error) = waiting {
        terminal::note(&format!("warning: the browser could not be started: {error}"));
    }
}

fn opener(url: &str) -> Command {
    if cfg!(target_os = "windows") {
        let mut command = Command::new("cmd");
        // `start` takes its first quoted argument for a title.
        command.args(["/C", "start", "", url]);
        command
    } else {
        let mut command = Command::new(if cfg!(target_os = "macos") { "open" } else { "xdg-open" });
        command.arg(url);
        command
    }
}
