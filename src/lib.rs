//! treatise builds a book about treaties, eras and territories from a folder of Markdown pages.
//!
//! The phases, each with a type of its own, each knowing only the one before it:
//!
//! ```text
//! files ──read──▶ Sources ──parse──▶ Documents ──assemble──▶ Atlas ──check──▶ Diagnostics
//!                                                              │
//!                                                              └─view──▶ PageView ──render──▶ Artifact ──emit──▶ folder
//! ```
//!
//! The whole of the public surface that programs need:
//!
//! ```no_run
//! # fn main() -> Result<(), treatise::Error> {
//! let root = std::path::Path::new(".");
//! let sources = treatise::Sources::read(root)?; // Err: the machine failed
//! let site = treatise::compile(sources, &treatise::Options::default()); // diagnostics: the book is wrong
//! if !site.has_errors() {
//!     let rendered = site.artifacts();
//!     treatise::emit::write(&rendered.value, root, &root.join("book"))?;
//! }
//! # Ok(())
//! # }
//! ```

mod assets;
pub mod atlas;
pub mod card;
pub mod cite;
pub mod config;
mod copy;
mod crowd;
pub mod data;
mod diagnostic;
pub mod domain;
pub mod draw;
pub mod emit;
mod error;
mod history;
pub mod holdings;
pub mod html;
mod kept;
mod keys;
pub mod manual;
mod meta;
mod offline;
pub mod parse;
mod print;
mod rules;
pub mod scaffold;
mod search;
pub mod serve;
mod site;
mod source;
mod suggest;
mod theme;
pub mod view;
pub mod who;

pub use atlas::Drafts;
pub use diagnostic::{Checked, Colour, Diagnostic, Fault, Format, Place, Report, Severity};
pub use error::Error;
pub use history::{Asked, History};
pub use site::{Artifact, Content, Memory, Options, Phase, Site, compile, compile_again, compile_watched, digest};
pub use source::{Flaw, Source, SourceId, Sources, Span};
