//! Where a page's file is edited and where an error on it is reported: the addresses that the hosts of repositories use.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::config::Config;

/// What stays as it is in a path of an address (RFC 3986, unreserved, and the slash between its parts).
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/');

/// What stays as it is in a value of a query.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The shapes of addresses at a host: for editing a file, for reporting an error.
struct Host {
    edit: &'static str,
    report: &'static str,
}

const GITHUB: Host =
    Host { edit: "{repository}/edit/{branch}/{path}", report: "{repository}/issues/new?title={title}&body={url}" };
const GITLAB: Host = Host {
    edit: "{repository}/-/edit/{branch}/{path}",
    report: "{repository}/-/issues/new?issue[title]={title}&issue[description]={url}",
};
const FORGEJO: Host =
    Host { edit: "{repository}/_edit/{branch}/{path}", report: "{repository}/issues/new?title={title}&body={url}" };

fn host(repository: &str) -> Option<Host> {
    let name = repository.split_once("://")?.1.split(['/', ':']).next()?;
    match name {
        "github.com" => Some(GITHUB),
        "codeberg.org" => Some(FORGEJO),
        _ if name.split('.').any(|part| part == "gitlab") => Some(GITLAB),
        _ if name.split('.').any(|part| matches!(part, "forgejo" | "gitea")) => Some(FORGEJO),
        _ => None,
    }
}

fn repository(config: &Config) -> Option<&str> {
    Some(config.output.git_repository_url.as_ref()?.get_ref().trim_end_matches('/').trim_end_matches(".git"))
}

/// Where the file at a path below the book's folder is edited; `None` where the repository's host is not known.
#[must_use]
pub(super) fn edit_url(config: &Config, path: &str) -> Option<String> {
    let own = config.output.edit_url_template.as_ref().map(|template| template.get_ref().as_str());
    let repository = repository(config);
    let template = own.or_else(|| Some(host(repository?)?.edit))?;
    let branch = config.output.git_branch.as_deref().unwrap_or("main");
    let filled = template.replace("{repository}", repository.unwrap_or_default());
    let filled = filled.replace("{branch}", &utf8_percent_encode(branch, PATH).to_string());
    Some(filled.replace("{path}", &utf8_percent_encode(path, PATH).to_string()))
}

/// Where an error on a page is reported; `None` where the repository's host is not known.
#[must_use]
pub(super) fn report_url(config: &Config, title: &str, page: &str) -> Option<String> {
    let own = config.output.report_url_template.as_ref().map(|template| template.get_ref().as_str());
    let repository = repository(config);
    let template = own.or_else(|| Some(host(repository?)?.report))?;
    let filled = template.replace("{repository}", repository.unwrap_or_default());
    let filled = filled.replace("{title}", &utf8_percent_encode(title, QUERY).to_string());
    Some(filled.replace("{url}", &utf8_percent_encode(page, QUERY).to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn config(output: &str) -> Config {
        let text = format!("[book]\ntitle = \"A\"\n[output]\n{output}");
        let checked = Config::read(&Sources::from_files([("book.toml", text)]));
        assert!(checked.diagnostics.is_empty());
        checked.value
    }

    #[test]
    fn known_hosts_have_their_own_addresses() {
        let path = "content/treaties/shimoda-1855.md";
        for (repository, edit, report) in [
            (
                "https://github.com/a/b",
                "https://github.com/a/b/edit/main/content/treaties/shimoda-1855.md",
                "https://github.com/a/b/issues/new?title=A%20%26%20B&body=%2Fx%2F",
            ),
            (
                "https://gitlab.com/a/b.git",
                "https://gitlab.com/a/b/-/edit/main/content/treaties/shimoda-1855.md",
                "https://gitlab.com/a/b/-/issues/new?issue[title]=A%20%26%20B&issue[description]=%2Fx%2F",
            ),
            (
                "https://codeberg.org/a/b/",
                "https://codeberg.org/a/b/_edit/main/content/treaties/shimoda-1855.md",
                "https://codeberg.org/a/b/issues/new?title=A%20%26%20B&body=%2Fx%2F",
            ),
        ] {
            let config = config(&format!("git-repository-url = \"{repository}\"\n"));
            assert_eq!(edit_url(&config, path).as_deref(), Some(edit));
            assert_eq!(report_url(&config, "A & B", "/x/").as_deref(), Some(report));
        }
    }

    #[test]
    fn other_hosts_need_a_template() {
        let unknown = config("git-repository-url = \"https://example.org/a\"\n");
        assert_eq!(edit_url(&unknown, "content/a.md"), None);
        let told = config("edit-url-template = \"https://example.org/edit?file=book/{path}\"\ngit-branch = \"x\"\n");
        assert_eq!(edit_url(&told, "content/a.md").as_deref(), Some("https://example.org/edit?file=book/content/a.md"));
        assert_eq!(edit_url(&config(""), "content/a.md"), None);
    }
}
