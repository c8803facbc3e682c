//! What is fuzzed. The targets themselves are plain functions, which `tests/fuzz.rs` runs as well.

#[path = "../../tests/hostile/dom.rs"]
mod dom;
pub mod targets;
