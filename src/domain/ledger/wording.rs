//! The words of the ledger's messages.

use super::Basis;
use super::spell::Boundary;
use crate::domain::{ChangeMode, Holder, Layer};

/// "`a` and `b`".
pub(super) fn list<S: AsRef<str>>(ids: &[S]) -> String {
    let quoted: Vec<_> = ids.iter().map(|id| format!("`{}`", id.as_ref())).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

/// "`a` succeeds `b`, which succeeds `a`".
pub(super) fn chain(ids: &[&str], verb: &str) -> String {
    let quoted: Vec<_> = ids.iter().map(|id| format!("`{id}`")).collect();
    let Some((first, rest)) = quoted.split_first() else { return String::new() };
    format!("{first} {verb} {}", rest.join(&format!(", which {verb} ")))
}

/// The first of the leaves and how many more there are: "`urup` and 3 more".
pub(super) fn leaves<S: AsRef<str>>(ids: &[S]) -> String {
    match ids {
        [] => String::new(),
        [one] => format!("`{}`", one.as_ref()),
        [first, rest @ ..] => format!("`{}` and {} more", first.as_ref(), rest.len()),
    }
}

/// "title to", "control of".
pub(super) fn of_layer(layer: Layer) -> &'static str {
    match layer {
        Layer::Control => "control of",
        Layer::Title => "title to",
    }
}

/// "held by `a` and `b` jointly", or "`unsettled`".
pub(super) fn held(holder: &Holder) -> String {
    match holder {
        Holder::Parties(parties) if parties.len() > 1 => format!("held by {} jointly", list(parties)),
        Holder::Parties(parties) => format!("held by {}", list(parties)),
        word => format!("`{}`", written(word)),
    }
}

/// The holder as front matter has it: "a", "[a, b]", "unsettled".
pub(super) fn written(holder: &Holder) -> String {
    match holder {
        Holder::Parties(parties) if parties.len() == 1 => parties[0].clone(),
        Holder::Parties(parties) => format!("[{}]", parties.join(", ")),
        word => word.word().unwrap_or_default().to_owned(),
    }
}

/// When and by what a spell began: "since 1946-02-02, by `soviet-decrees-1946`".
pub(super) fn since(from: Boundary, by: &Basis) -> String {
    let by = match by {
        Basis::Start { .. } => "where its ledger begins".to_owned(),
        Basis::Change { act, .. } => format!("by `{act}`"),
        Basis::Succession { .. } => {
            let predecessors: Vec<_> = by.steps().map(|step| &step.predecessor).collect();
            format!("as successor of {}", list(&predecessors))
        }
    };
    format!("since {from}, {by}")
}

/// What a related place says: "this change made it `ussr`".
pub(super) fn made(holder: &Holder, by: &Basis) -> String {
    match by {
        Basis::Start { .. } => format!("here the ledger begins with `{}`", written(holder)),
        Basis::Change { .. } => format!("this change made it `{}`", written(holder)),
        Basis::Succession { .. } => format!("by this succession it passed to `{}`", written(holder)),
    }
}

/// ", in the view of `japan`"; nothing where it is so in every view that matters.
pub(super) fn in_view<S: AsRef<str>>(views: &[S]) -> String {
    if views.is_empty() { String::new() } else { format!(", in the view of {}", list(views)) }
}

/// "an occupation moves control alone".
pub(super) fn moves(mode: ChangeMode) -> String {
    let name = mode.name();
    let article = if name.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    let layers: Vec<_> = mode.layers().iter().map(|layer| layer.name()).collect();
    match layers.as_slice() {
        [one] => format!("{article} {name} moves {one} alone"),
        _ => format!("{article} {name} moves {}", layers.join(" and ")),
    }
}
