//! From a request to its answer.

use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::address::Address;
use super::book::{Pages, Served};
use super::current::{Contents, Current, Edition, Subscription};
use super::head::{Head, Method};
use super::path::SitePath;
use super::reload;
use super::response::{Response, Status};

/// Answers requests.
pub(super) struct Responder {
    address: Address,
    current: Arc<Current>,
}

/// What a request gets.
pub(super) enum Answer {
    /// A file, or a refusal.
    Response(Response),
    /// A stream of events.
    Events(Subscription),
}

impl Responder {
    /// One that shows what is current to those who know our address.
    pub(super) fn new(address: Address, current: Arc<Current>) -> Self {
        Self { address, current }
    }

    /// The answer to a request that reached us at the address `local`.
    pub(super) fn respond(&self, head: &Head, local: SocketAddr) -> Answer {
        if !self.address.answers_to(&head.host, local) {
            let reason = format!("this server does not go by that name; visit {}", self.address.url());
            return Answer::Response(Response::refusal(Status::Forbidden, &reason));
        }
        if head.method == Method::Other {
            let refusal = Response::refusal(Status::MethodNotAllowed, "pages can be read and no more");
            return Answer::Response(refusal.header("Allow", "GET, HEAD"));
        }
        let (path, query) = head.target.split_once('?').unwrap_or((&head.target, ""));
        match path {
            reload::EVENTS if is_own_page(head) => Answer::Events(Current::subscribe(&self.current)),
            reload::EVENTS => Answer::Response(Response::refusal(Status::Forbidden, "only pages of this server may listen")),
            reload::SCRIPT => Answer::Response(reload::script()),
            reload::STYLE => Answer::Response(reload::style()),
            _ => Answer::Response(self.page(path, query)),
        }
    }

    fn page(&self, path: &str, query: &str) -> Response {
        let edition = self.current.edition();
        let path = match SitePath::parse(path) {
            Ok(path) => path,
            Err(Status::NotFound) => return not_found(&edition),
            Err(status) => return Response::refusal(status, "no page has such an address"),
        };
        let base = self.address.base();
        let Some(below) = path.below(base) else {
            // Where the site stands below `/`, whoever forgets that is led there.
            let lost = path.encoded() == "/";
            return if lost { redirect(Status::Found, base, query) } else { not_found(&edition) };
        };
        let file = below.file();
        let Contents::Book(pages) = &edition.contents else {
            return if is_page(&file) {
                faults(&edition)
            } else {
                Response::refusal(Status::ServerError, "the book has errors")
            };
        };
        if let Some(served) = look_up(pages.as_ref(), &file) {
            return show(Status::Ok, served, &edition.build);
        }
        let folder = below.as_folder().filter(|folder| look_up(pages.as_ref(), &folder.file()).is_some());
        match folder.and_then(|_| path.as_folder()) {
            Some(folder) => redirect(Status::PermanentRedirect, &folder, query),
            None => not_found(&edition),
        }
    }
}

/// The answer to something that could not be read as a request.
pub(super) fn refuse(status: Status) -> Response {
    let reason = match status {
        Status::RequestTimeout => "the request took too long",
        Status::UriTooLong | Status::HeadersTooLarge => "the request is too long",
        Status::VersionNotSupported => "this server speaks HTTP/1.1",
        _ => "this is no request that a browser would send",
    };
    Response::refusal(status, reason)
}

/// Whether a request comes from a page that we served. Browsers tell the origin of whatever another site asks for with a
/// script, and most tell how that site is related to us; programs that are no browsers tell neither.
fn is_own_page(head: &Head) -> bool {
    let own = |origin: &str| origin.strip_prefix("http://").is_some_and(|host| host.eq_ignore_ascii_case(&head.host));
    head.origin.as_deref().is_none_or(own)
        && head.fetch_site.as_deref().is_none_or(|site| matches!(site, "same-origin" | "none"))
}

/// Whether a path is that of a page, as opposed to a picture or a style sheet.
fn is_page(file: &str) -> bool {
    let name = file.rsplit('/').next().unwrap_or_default();
    name.rsplit_once('.').is_none_or(|(_, extension)| extension.eq_ignore_ascii_case("html"))
}

/// The file at a path. A panic while it is rendered costs this page and nothing else.
fn look_up(pages: &dyn Pages, path: &str) -> Option<Served> {
    if path.is_empty() {
        return None;
    }
    catch_unwind(AssertUnwindSafe(|| pages.file(path))).unwrap_or_else(|_| {
        Some(Served::Fault(format!("error: treatise failed while it rendered `{path}`, which is a fault of treatise\n")))
    })
}

fn show(status: Status, served: Served, build: &str) -> Response {
    match served {
        Served::File { bytes, media_type } if media_type.starts_with("text/html") => {
            Response::new(status, media_type, reload::with_script(bytes, build))
        }
        Served::File { bytes, media_type } => Response::new(status, media_type, bytes),
        Served::Fault(report) => reload::page(Status::ServerError, "This page has errors", &report, build),
    }
}

fn faults(edition: &Edition) -> Response {
    let Edition { build, contents } = edition;
    let report = match contents {
        Contents::Faults(report) => report,
        Contents::Book(_) => "",
    };
    reload::page(Status::ServerError, "The book has errors", report, build)
}

/// The site's own page for what is not there, as a static host would send it.
fn not_found(edition: &Edition) -> Response {
    let served = match &edition.contents {
        Contents::Book(pages) => look_up(pages.as_ref(), "404.html"),
        Contents::Faults(_) => None,
    };
    match served {
        Some(served) => show(Status::NotFound, served, &edition.build),
        None => reload::page(Status::NotFound, "There is no such page", "", &edition.build),
    }
}

fn redirect(status: Status, to: &SitePath, query: &str) -> Response {
    let mark = if query.is_empty() { "" } else { "?" };
    let location = format!("{}{mark}{query}", to.encoded());
    Response::refusal(status, &format!("the page is at {location}")).header("Location", location)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_known_by_their_path() {
        for (file, expected) in [
            ("index.html", true),
            ("a/index.html", true),
            ("a.b/c", true),
            ("treaties", true),
            ("a/style.css", false),
            ("feed.xml", false),
        ] {
            assert_eq!(is_page(file), expected, "{file}");
        }
    }
}
