//! Where the server listens, and by which names it may be asked.
//!
//! A page on another site can have its own name resolve to 127.0.0.1 and then read what we serve as if it were its own (DNS
//! rebinding). It cannot forge the `Host` header, which names that site. So only names that we know are answered.

use std::fmt;
use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};

use super::Options;
use super::path::SitePath;
use crate::Error;

/// Where the server listens.
#[derive(Clone, Debug)]
pub(super) struct Address {
    bound: SocketAddr,
    host: String,
    base: SitePath,
    url: String,
}

impl Address {
    /// Takes the port.
    pub(super) fn bind(options: &Options) -> Result<(TcpListener, Self), Error> {
        let host = options.host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let failed = |cause: String| Error::Serve { address: authority(&host, options.port), cause };
        let base = SitePath::base(&options.base_path)
            .ok_or_else(|| failed(format!("`{}` is no path that a site can stand at", options.base_path)))?;
        let explain = |cause: io::Error| failed(explain(&cause, options.port));
        let listener = TcpListener::bind((host.as_str(), options.port)).map_err(explain)?;
        let bound = listener.local_addr().map_err(explain)?;
        // Nobody can visit “every address of this machine”, which is what 0.0.0.0 and :: stand for.
        let visited = match bound.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.to_string(),
            IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.to_string(),
            _ => host.clone(),
        };
        let url = format!("http://{}{}", authority(&visited, bound.port()), base.encoded());
        Ok((listener, Self { bound, host, base, url }))
    }

    /// What to type into a browser.
    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// The path at which the site stands.
    pub(super) fn base(&self) -> &SitePath {
        &self.base
    }

    /// Whether only this machine can reach the server.
    pub(super) fn is_loopback(&self) -> bool {
        self.bound.ip().is_loopback()
    }

    /// Whether a `Host` header names this server; `local` is our end of the connection.
    ///
    /// A server on all addresses is also known by the one at which it was reached: no foreign name can stand for it in the
    /// header, since it is an address.
    pub(super) fn answers_to(&self, host: &str, local: SocketAddr) -> bool {
        let port = self.bound.port();
        let names = [&self.host, "127.0.0.1", "localhost", "::1"].map(|name| authority(name, port));
        let reached = self.bound.ip().is_unspecified().then(|| authority(&local.ip().to_canonical().to_string(), port));
        names.iter().chain(&reached).any(|name| {
            // Browsers leave out the port that `http` has anyway.
            let short = name.strip_suffix(":80").filter(|_| port == 80);
            host.eq_ignore_ascii_case(name) || short.is_some_and(|short| host.eq_ignore_ascii_case(short))
        })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&authority(&self.host, self.bound.port()))
    }
}

/// `localhost:3000`, `[::1]:3000`.
fn authority(host: &str, port: u16) -> String {
    if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") }
}

fn explain(cause: &io::Error, port: u16) -> String {
    match cause.kind() {
        ErrorKind::AddrInUse => {
            format!("port {port} is in use; choose another with `--port`, or leave the choice to the system with `--port 0`")
        }
        ErrorKind::PermissionDenied if port < 1024 => {
            format!("port {port} needs the rights of an administrator; choose one above 1023 with `--port`")
        }
        ErrorKind::AddrNotAvailable => "this machine has no such address".to_owned(),
        _ => cause.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bind(host: &str) -> (TcpListener, Address) {
        let options = Options { host: host.to_owned(), port: 0, ..Options::default() };
        Address::bind(&options).unwrap()
    }

    #[test]
    fn a_port_in_use_is_named_with_the_way_out() {
        let (_listener, address) = bind("127.0.0.1");
        let port = address.bound.port();
        let error = Address::bind(&Options { port, ..Options::default() }).unwrap_err().to_string();
        assert_eq!(
            error,
            format!(
                "cannot serve on 127.0.0.1:{port}: port {port} is in use; choose another with `--port`, \
                 or leave the choice to the system with `--port 0`"
            )
        );
    }

    #[test]
    fn a_path_that_climbs_is_no_base() {
        let options = Options { port: 0, base_path: "/a/../b/".to_owned(), ..Options::default() };
        let error = Address::bind(&options).unwrap_err().to_string();
        assert_eq!(error, "cannot serve on 127.0.0.1:0: `/a/../b/` is no path that a site can stand at");
    }

    #[test]
    fn the_url_is_one_that_can_be_visited() {
        let (_listener, address) = bind("0.0.0.0");
        assert_eq!(address.url(), format!("http://127.0.0.1:{}/", address.bound.port()));
        assert!(!address.is_loopback());
        let options = Options { port: 0, base_path: "/история".to_owned(), ..Options::default() };
        let (_listener, address) = Address::bind(&options).unwrap();
        assert!(address.url().ends_with("/%D0%B8%D1%81%D1%82%D0%BE%D1%80%D0%B8%D1%8F/"), "{}", address.url());
        assert!(address.is_loopback());
    }

    #[test]
    fn only_known_names_are_answered() {
        let (_listener, address) = bind("127.0.0.1");
        let port = address.bound.port();
        let local = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        for host in ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"] {
            assert!(address.answers_to(&format!("{host}:{port}"), local), "{host}");
            assert!(!address.answers_to(host, local), "{host} without the port");
        }
        for host in ["example.org", "localhost.", "127.0.0.2", "127.1", "[::]", "192.0.2.7", "", "localhost.example.org"] {
            assert!(!address.answers_to(&format!("{host}:{port}"), local), "{host}");
        }
    }

    #[test]
    fn a_server_on_all_addresses_is_known_by_the_one_that_was_reached() {
        let (_listener, address) = bind("0.0.0.0");
        let port = address.bound.port();
        let local = SocketAddr::from(([192, 0, 2, 7], port));
        assert!(address.answers_to(&format!("192.0.2.7:{port}"), local));
        assert!(!address.answers_to(&format!("192.0.2.8:{port}"), local));
        assert!(!address.answers_to(&format!("example.org:{port}"), local));
    }
}
