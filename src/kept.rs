//! What is made once and then shared.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Values that are made once for each key and then shared.
pub(crate) struct Kept<K, V: ?Sized>(Mutex<HashMap<K, Arc<V>>>);

impl<K, V: ?Sized> Default for Kept<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: fmt::Debug, V: fmt::Debug + ?Sized> fmt::Debug for Kept<K, V> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl<K: Eq + Hash, V: ?Sized> Kept<K, V> {
    /// The value of a key, made if it is not there yet. It stays where it is as long as this does.
    pub(crate) fn get(&self, key: K, make: impl FnOnce() -> Arc<V>) -> Arc<V> {
        if let Some(known) = self.open().get(&key) {
            return Arc::clone(known);
        }
        // Made outside the lock, so that threads do not wait; at worst two make the same.
        let made = make();
        Arc::clone(self.open().entry(key).or_insert(made))
    }

    /// A panic elsewhere leaves nothing half done here.
    fn open(&self) -> MutexGuard<'_, HashMap<K, Arc<V>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
