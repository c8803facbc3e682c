//! Files being written, counted as they go.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Files of a book below one folder.
#[derive(Debug)]
pub(crate) struct Files<'a> {
    root: &'a Path,
    made: BTreeSet<PathBuf>,
    /// How many, and their bytes.
    pub(crate) count: usize,
    pub(crate) bytes: usize,
}

impl<'a> Files<'a> {
    /// Files below a folder that is empty or does not exist yet.
    pub(crate) fn below(root: &'a Path) -> std::io::Result<Self> {
        std::fs::create_dir_all(root)?;
        if std::fs::read_dir(root)?.next().is_some() {
            return Err(std::io::Error::other(format!("`{}` holds something; name a new folder", root.display())));
        }
        Ok(Self { root, made: BTreeSet::new(), count: 0, bytes: 0 })
    }

    /// Writes one file.
    pub(crate) fn add(&mut self, path: &str, text: &str) -> std::io::Result<()> {
        let target = self.root.join(path);
        if let Some(folder) = target.parent()
            && self.made.insert(folder.to_owned())
        {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(target, text)?;
        self.count += 1;
        self.bytes += text.len();
        Ok(())
    }
}
