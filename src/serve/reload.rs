//! What pages get added while they are served, and the pages that are the server's own.
//!
//! No script or style stands in a page itself, so that all of this works under the strictest content security policy.

use super::response::{Response, Status};
use super::text;

/// Where the script is found. The folder begins with a dot, as no page of a site can.
pub(super) const SCRIPT: &str = "/.treatise/reload.js";
/// Where the looks of the banner and of our own pages are found.
pub(super) const STYLE: &str = "/.treatise/reload.css";
/// Where the script hears of changes.
pub(super) const EVENTS: &str = "/.treatise/events";

/// The script.
pub(super) fn script() -> Response {
    Response::new(Status::Ok, "text/javascript; charset=utf-8", include_bytes!("reload.js"))
}

/// The looks of the banner and of our own pages.
pub(super) fn style() -> Response {
    Response::new(Status::Ok, "text/css; charset=utf-8", include_bytes!("reload.css"))
}

/// The page with the script at the end of its body.
///
/// The script is told of which build the page is. Were it to learn that from the server, a change between the page and the
/// script would be missed.
pub(super) fn with_script(mut html: Vec<u8>, build: &str) -> Vec<u8> {
    const END: &[u8] = b"</body>";
    // The last one: before it, the words may stand in a comment or in a script.
    let end = html.windows(END.len()).rposition(|window| window.eq_ignore_ascii_case(END)).unwrap_or(html.len());
    html.splice(end..end, tag(build).into_bytes());
    html
}

fn tag(build: &str) -> String {
    format!("<script src=\"{SCRIPT}\" data-build=\"{}\" defer></script>\n", text::html(build))
}

/// A page of our own, with a report as it would be on a terminal.
pub(super) fn page(status: Status, title: &str, report: &str, build: &str) -> Response {
    let title = text::html(title);
    let report = text::html(text::plain(report).trim_end());
    let (advice, report) = if report.is_empty() {
        ("", String::new())
    } else {
        ("<p>This page shows itself anew as soon as they are mended.</p>\n", format!("<pre tabindex=\"0\">{report}</pre>\n"))
    };
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <link rel=\"stylesheet\" href=\"{STYLE}\">\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n{advice}{report}</main>\n{}\
         </body>\n</html>\n",
        tag(build)
    );
    Response::new(status, "text/html; charset=utf-8", html).header(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_stands_at_the_end_of_the_body() {
        let script = "<script src=\"/.treatise/reload.js\" data-build=\"b\" defer></script>\n";
        for (before, after) in [
            ("<body>a</body></html>", format!("<body>a{script}</body></html>")),
            ("<!-- </body> --><BODY>a</BODY>", format!("<!-- </body> --><BODY>a{script}</BODY>")),
            ("a", format!("a{script}")),
            ("", script.to_owned()),
        ] {
            assert_eq!(with_script(before.into(), "b"), after.into_bytes(), "{before}");
        }
        assert_eq!(with_script(b"\xff</body>".to_vec(), "b"), [b"\xff", script.as_bytes(), b"</body>"].concat());
    }

    #[test]
    fn a_report_is_shown_and_not_obeyed() {
        let page = page(Status::ServerError, "T", "\u{1b}[31merror\u{1b}[0m: </pre><script>alert(1)</script>", "b");
        let html = String::from_utf8(page.body).unwrap();
        assert!(
            html.contains("<pre tabindex=\"0\">error: &lt;/pre&gt;&lt;script&gt;alert(1)&lt;/script&gt;</pre>"),
            "{html}"
        );
        assert_eq!(html.matches("<script").count(), 1);
        assert!(!html.contains("style=") && !html.contains("<style"));
    }
}
