//! Placeholder
use crate::{Drafts, Error};
use std::path::PathBuf;
pub enum Browser {
    Open,
    Leave,
}
pub struct Options {
    pub host: String,
    pub port: u16,
    pub browser: Browser,
}
pub fn serve(_root: PathBuf, _drafts: Drafts, _options: &Options) -> Result<(), Error> {
    Ok(())
}
