//! The server over a long time: every edit comes to the page, memory does not grow, and an interruption ends it well.
//!
//! `EDITS=3000 cargo test --release --test soak -- --nocapture` stands for a long day of writing.

#![cfg(target_os = "linux")]
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "tests bring files of their own and tell what they counted"
)]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(root: &std::path::Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_treatise"))
            .args(["serve", "--port", "0"])
            .arg(root)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address =
            line.split("http://").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_else(|| panic!("{line}"));
        Self { address: address.to_owned(), child }
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", self.address).unwrap();
        let mut reply = Vec::new();
        let _ = stream.read_to_end(&mut reply);
        String::from_utf8_lossy(&reply).into_owned()
    }

    /// Memory that is held, in kilobytes.
    fn memory(&self) -> usize {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn many_edits_come_to_the_page_and_leave_nothing_behind() {
    let edits: usize = std::env::var("EDITS").map_or(40, |text| text.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let content = folder.path().join("content");
    fs::create_dir(&content).unwrap();
    fs::write(folder.path().join("book.toml"), "[book]\ntitle = \"X\"\n").unwrap();
    let links: String = (0..100).map(|number| format!("[[page-{number}]]\n")).collect();
    fs::write(content.join("index.md"), format!("---\ntitle: Home\n---\n{links}")).unwrap();
    for number in 0..100 {
        fs::write(
            content.join(format!("page-{number}.md")),
            format!("---\ntitle: P{number}\n---\n{}\n", "Words. ".repeat(300)),
        )
        .unwrap();
    }
    let mut server = Server::start(folder.path());
    let (mut early, mut most) = (0, 0);
    for edit in 0..edits {
        let page = content.join("page-7.md");
        let text = format!("---\ntitle: P7\n---\nThis is edit-{edit}-.\n{}\n", "More words. ".repeat(edit % 500));
        // As editors do: in place, by way of another file, with the file gone for a moment, with a fault that is mended, in a folder that is
        // made and goes again.
        match edit % 5 {
            0 => fs::write(&page, text).unwrap(),
            1 => {
                fs::write(content.join("page-7.md~new"), text).unwrap();
                fs::rename(content.join("page-7.md~new"), &page).unwrap();
            }
            2 => {
                fs::remove_file(&page).unwrap();
                fs::write(&page, text).unwrap();
            }
            3 => {
                fs::write(&page, "---\ntitel: P7\n---\n").unwrap();
                fs::write(&page, text).unwrap();
            }
            _ => {
                fs::create_dir(content.join("events")).unwrap();
                fs::write(content.join("events/e.md"), "---\ntitle: E\ndate: 1900\n---\n").unwrap();
                fs::remove_dir_all(content.join("events")).unwrap();
                fs::write(&page, text).unwrap();
            }
        }
        let began = Instant::now();
        while !server.get("/page-7/").contains(&format!("edit-{edit}-")) {
            assert!(began.elapsed() < Duration::from_secs(30), "edit {edit} does not come to the page");
            std::thread::sleep(Duration::from_millis(10));
        }
        if edit >= edits / 4 {
            let memory = server.memory();
            if early == 0 {
                early = memory;
            }
            most = most.max(memory);
        }
    }
    println!("{edits} edits; {} MB after a quarter of them, {} MB at most after it", early / 1024, most / 1024);
    // What the allocator keeps goes up and down; what is kept by mistake only goes up.
    assert!(most < early + early / 2 + 30 * 1024, "memory grows from {early} to {most} kB");

    let status = Command::new("kill").args(["-INT", &server.child.id().to_string()]).status().unwrap();
    assert!(status.success());
    let began = Instant::now();
    while server.child.try_wait().unwrap().is_none() {
        assert!(began.elapsed() < Duration::from_secs(5), "an interruption does not end it");
        std::thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "nothing is written to disk: {left:?}");
}
