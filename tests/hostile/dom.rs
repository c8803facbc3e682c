//! What a page made of a stranger's text must not have in it, seen by the parser of a browser.

use std::collections::{BTreeMap, BTreeSet};

use html5ever::tendril::TendrilSink as _;
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{ParseOpts, parse_document, serialize};
use markup5ever_rcdom::{Handle, NodeData, RcDom, SerializableHandle};

/// Whether a script of this name is one that we wrote.
pub(crate) type IsOurs<'a> = &'a dyn Fn(&str) -> bool;

/// Elements that run something, load something, or change what the rest of the page means.
pub(crate) const NEVER: [&str; 26] = [
    "applet",
    "audio",
    "base",
    "embed",
    "foreignobject",
    "frame",
    "frameset",
    "iframe",
    "marquee",
    "math",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "param",
    "plaintext",
    "portal",
    "source",
    "style",
    "template",
    "textarea",
    "track",
    "video",
    "xmp",
    "animate",
    "set",
];
/// Attributes that name something to be loaded or gone to.
const ADDRESSES: [&str; 16] = [
    "href",
    "src",
    "action",
    "formaction",
    "poster",
    "data",
    "background",
    "ping",
    "cite",
    "srcset",
    "xlink:href",
    "manifest",
    "longdesc",
    "profile",
    "codebase",
    "classid",
];

/// Looks at a page with scripts and without, as it is and as it becomes when it is written out and read again: there, HTML that mutates
/// shows its true face.
pub(crate) fn page(bytes: &[u8], is_ours: IsOurs<'_>) -> Result<(), String> {
    for scripting in [true, false] {
        let dom = parse(bytes, scripting);
        look(&dom.document, &mut BTreeSet::new(), "", is_ours)?;
        let mut again = Vec::new();
        serialize(&mut again, &SerializableHandle::from(dom.document), html5ever::serialize::SerializeOpts::default())
            .map_err(|error| error.to_string())?;
        look(&parse(&again, scripting).document, &mut BTreeSet::new(), "", is_ours)?;
    }
    Ok(())
}

fn look(node: &Handle, ids: &mut BTreeSet<String>, parent: &str, is_ours: IsOurs<'_>) -> Result<(), String> {
    let mut name = String::new();
    if let NodeData::Element { name: full, attrs, .. } = &node.data {
        name = full.local.to_string().to_lowercase();
        let attributes: BTreeMap<String, String> =
            attrs.borrow().iter().map(|attr| (attr.name.local.to_string().to_lowercase(), attr.value.to_string())).collect();
        element(&name, parent, &attributes, node, is_ours)?;
        if let Some(id) = attributes.get("id")
            && id.starts_with('_')
            // The mark of a note is the one anchor of ours that stands among a stranger's; who makes a second one misleads
            // the way back from the note, and nothing else.
            && !id.starts_with("_fnref-")
            && !ids.insert(id.clone())
        {
            return Err(format!("the id `{id}` stands twice"));
        }
    }
    for child in node.children.borrow().iter() {
        look(child, ids, &name, is_ours)?;
    }
    Ok(())
}

fn element(
    name: &str,
    parent: &str,
    attributes: &BTreeMap<String, String>,
    node: &Handle,
    is_ours: IsOurs<'_>,
) -> Result<(), String> {
    let show = || format!("<{name} {attributes:?}>");
    if NEVER.contains(&name) || (name == "image" && parent != "svg") {
        return Err(show());
    }
    if name == "script" {
        let data = attributes.get("type").is_some_and(|kind| kind == "application/ld+json" || kind == "application/json");
        let ours = attributes.get("src").is_some_and(|src| {
            let name = src.rsplit('/').next().unwrap_or_default();
            !leaves(src) && !src.contains(['?', '#']) && !src.trim_start_matches("../").contains("..") && is_ours(name)
        });
        let text: String = node
            .children
            .borrow()
            .iter()
            .map(|child| match &child.data {
                NodeData::Text { contents } => contents.borrow().to_string(),
                _ => String::new(),
            })
            .collect();
        if data && attributes.get("src").is_none() {
            serde_json::from_str::<serde_json::Value>(&text).map_err(|error| format!("data: {error}: {text}"))?;
        } else if !ours || !text.trim().is_empty() {
            return Err(show());
        }
    }
    if name == "meta" && attributes.contains_key("http-equiv") {
        let content = attributes.get("content").map_or("", String::as_str);
        let target = content.split_once("url=").map_or("", |(_, target)| target);
        if !target.starts_with('.') || leaves(target) {
            return Err(show());
        }
    }
    if name == "form" && attributes.get("action").is_some() {
        return Err(show());
    }
    for (attribute, value) in attributes {
        if attribute.starts_with("on") || matches!(attribute.as_str(), "style" | "srcdoc" | "formaction" | "ping") {
            return Err(show());
        }
        if !ADDRESSES.contains(&attribute.as_str()) {
            continue;
        }
        // Browsers skip controls and blanks before a scheme, and tabs and line ends in it (URL Standard, 4.4).
        let address: String = value.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
        let address = address.trim_start_matches(|c: char| c <= ' ').to_owned();
        let scheme = address.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
        // A scheme begins with a letter.
        let scheme = scheme.filter(|scheme| scheme.starts_with(|c: char| c.is_ascii_alphabetic()));
        let scheme = scheme.filter(|scheme| scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c)));
        if scheme.as_deref().is_some_and(|scheme| !matches!(scheme, "http" | "https" | "mailto")) {
            return Err(show());
        }
        // What is gone to may lie elsewhere; what is loaded may not.
        let only_said = matches!((name, attribute.as_str()), ("a" | "area", "href") | (_, "cite"))
            || (name == "link"
                && attributes.get("rel").is_some_and(|rel| matches!(rel.as_str(), "canonical" | "alternate" | "license")));
        if !only_said && leaves(&address) {
            return Err(show());
        }
    }
    Ok(())
}

/// Whether an address leads to another host.
fn leaves(address: &str) -> bool {
    let address = address.replace('\\', "/");
    address.starts_with("//") || address.split(['/', '?', '#']).next().is_some_and(|first| first.contains(':'))
}

fn parse(bytes: &[u8], scripting_enabled: bool) -> RcDom {
    let tree_builder = TreeBuilderOpts { scripting_enabled, ..TreeBuilderOpts::default() };
    let options = ParseOpts { tree_builder, ..ParseOpts::default() };
    parse_document(RcDom::default(), options).from_utf8().one(bytes)
}
