//! What may go wrong with the machine, as opposed to the book.

use std::path::PathBuf;

/// The machine failed; nothing in the book is to blame. Faults of the book are [`crate::Diagnostic`]s.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no `book.toml`.
    #[error("`{}` is not a book: it has no `book.toml`", root.display())]
    NotABook {
        /// The folder that was named.
        root: PathBuf,
    },
    /// A file or folder could not be read or written.
    #[error("cannot {action} `{}`: {cause}", path.display())]
    Io {
        /// What was tried: `read`, `write`, `create`, `replace`.
        action: &'static str,
        /// With what.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// The folder to write to is not ours to write to.
    #[error("will not write to `{}`: {reason}", path.display())]
    Destination {
        /// The folder.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// The server could not start.
    #[error("cannot serve on {address}: {cause}")]
    Serve {
        /// Host and port.
        address: String,
        /// Why.
        cause: String,
    },
    /// The index of search could not be made.
    #[error("cannot index the book for search: {cause}; `--no-search` builds it without")]
    Search {
        /// What the indexer said.
        cause: String,
    },
    /// A command was given something that it cannot work with.
    #[error("{0}")]
    Usage(String),
}

impl Error {
    /// An [`Error::Io`], for `map_err`.
    pub fn io(action: &'static str, path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |cause| Self::Io { action, path, cause }
    }
}
