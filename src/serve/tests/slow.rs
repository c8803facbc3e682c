//! Clients that take their time, on purpose or not: none of them makes another wait.

use std::io::{Read, Write};
use std::thread;
use std::time::{Duration, Instant};

use super::{LONG, Running, small_book, start, start_with};
use crate::serve::Options;
use crate::serve::http::Limits;

/// Long for an answer over the loopback, short beside every limit.
const SOON: Duration = Duration::from_secs(2);

fn impatient(limits: Limits) -> Running {
    start_with(small_book(), &Options { port: 0, ..Options::default() }, limits)
}

#[track_caller]
fn answers_soon(server: &Running) {
    let begun = Instant::now();
    assert_eq!(server.get("/").status, 200);
    assert!(begun.elapsed() < SOON, "{:?}", begun.elapsed());
}

#[test]
fn slow_heads_block_nobody() {
    let server = start(small_book());
    let mut slow: Vec<_> = (0..50).map(|_| server.connect()).collect();
    for (number, stream) in slow.iter_mut().enumerate() {
        stream.write_all(&b"GET / HTTP/1.1\r\nHost: "[..number % 20]).unwrap();
    }
    for _ in 0..20 {
        answers_soon(&server);
    }
    drop(slow);
}

#[test]
fn a_head_that_trickles_in_is_given_up() {
    let server = impatient(Limits { head_time: Duration::from_millis(400), ..Limits::default() });
    let mut stream = server.connect();
    let mut writer = stream.try_clone().unwrap();
    let trickle = thread::spawn(move || {
        // Each byte comes in good time; all of them together never do.
        for byte in b"GET / HTTP/1.1\r\n".iter().cycle() {
            if writer.write_all(&[*byte]).is_err() {
                break;
            }
            thread::sleep(Duration::from_millis(50));
        }
    });
    let begun = Instant::now();
    let mut reply = String::new();
    let _ = stream.read_to_string(&mut reply);
    assert!(reply.starts_with("HTTP/1.1 408 Request Timeout\r\n"), "{reply}");
    assert!(begun.elapsed() < SOON, "{:?}", begun.elapsed());
    drop(stream);
    trickle.join().unwrap();
}

#[test]
fn a_connection_on_which_nothing_is_said_ends_without_a_word() {
    let server = impatient(Limits { head_time: Duration::from_millis(200), ..Limits::default() });
    let mut reply = Vec::new();
    server.connect().read_to_end(&mut reply).unwrap();
    assert!(reply.is_empty(), "{reply:?}");
    let mut half = server.connect();
    half.write_all(b"GET / HT").unwrap();
    half.shutdown(std::net::Shutdown::Write).unwrap();
    half.read_to_end(&mut reply).unwrap();
    assert!(reply.starts_with(b"HTTP/1.1 400 "), "{reply:?}");
}

#[test]
fn more_than_may_come_at_once_wait_their_turn() {
    let server = impatient(Limits { connections: 4, head_time: Duration::from_millis(300), ..Limits::default() });
    let _slow: Vec<_> = (0..8).map(|_| server.connect()).collect();
    // Two rounds of slow clients before us, each gone after its time.
    answers_soon(&server);
    answers_soon(&server);
}

#[test]
fn who_does_not_read_is_left_and_blocks_nobody() {
    let folder = small_book();
    folder.write("static/large.bin", &"x".repeat(30_000_000));
    let limits = Limits { connections: 4, write_time: Duration::from_millis(300), ..Limits::default() };
    let server = start_with(folder, &Options { port: 0, ..Options::default() }, limits);
    let deaf: Vec<_> = (0..8)
        .map(|_| {
            let mut stream = server.connect();
            write!(stream, "GET /large.bin HTTP/1.1\r\nHost: {}\r\n\r\n", server.address).unwrap();
            stream
        })
        .collect();
    answers_soon(&server);
    // Those of the first round, who made place for us, were left in the middle.
    for mut stream in deaf.into_iter().take(4) {
        let mut reply = Vec::new();
        let _ = stream.read_to_end(&mut reply);
        assert!(reply.len() < 30_000_000, "{}", reply.len());
    }
}

#[test]
fn open_streams_take_no_connections() {
    let server = impatient(Limits { connections: 4, ..Limits::default() });
    let mut streams: Vec<_> = (0..12).map(|_| server.listen()).collect();
    answers_soon(&server);
    server.folder.write("content/index.html", "<body>new</body>");
    for events in &mut streams {
        assert_eq!(events.next().0, "reload");
    }
}

#[test]
fn of_too_many_streams_the_oldest_ends() {
    let server = start(small_book());
    let mut first = server.listen();
    let mut others: Vec<_> = (0..32).map(|_| server.listen()).collect();
    let mut rest = Vec::new();
    first.reader.get_ref().set_read_timeout(Some(LONG)).unwrap();
    first.reader.read_to_end(&mut rest).unwrap();
    assert_eq!(rest, b"");
    server.folder.write("content/index.html", "<body>new</body>");
    for events in &mut others {
        assert_eq!(events.next().0, "reload");
    }
}

#[test]
fn streams_that_were_left_do_not_pile_up() {
    let limits = Limits { heartbeat: Duration::from_millis(50), ..Limits::default() };
    let server = impatient(limits);
    for _ in 0..100 {
        drop(server.listen());
    }
    let mut events = server.listen();
    thread::sleep(Duration::from_millis(300));
    server.folder.write("content/index.html", "<body>new</body>");
    assert_eq!(events.next().0, "reload");
    answers_soon(&server);
}
