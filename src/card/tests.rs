//! Whole cards: what comes out is a picture of the right size, with the words in it, and always the same.

use super::*;
use crate::draw::{Bounds, Frame, Land, Memo, Place, Point, Polygon, Signs, Slot};

/// What a small book has in common: one frame with an island and a rock before a coast.
struct Book {
    frames: Vec<(Frame, Vec<Land>)>,
    places: Vec<Place>,
    signs: Signs,
    memo: Memo,
    grounds: Grounds,
    seal: Seal,
}

impl Book {
    fn new() -> Self {
        let square = |west: f64, south: f64, side: f64| {
            let (east, north) = (west + side, south + side);
            let ring = [(south, west), (south, east), (north, east), (north, west)];
            Polygon { rings: vec![ring.map(|(lat, lon)| Point::new(lat, lon)).to_vec()] }
        };
        let frame = Frame {
            id: "all".to_owned(),
            title: "All".to_owned(),
            bounds: Bounds::new(140.0, 42.0, 156.0, 54.0),
            width: 760.0,
            insets: Vec::new(),
            elsewhere: Vec::new(),
        };
        let place = |id: &str, polygons, point| Place { id: id.to_owned(), polygons, point, ..Place::default() };
        Self {
            frames: vec![(frame, vec![Land { polygons: vec![square(138.0, 44.0, 4.0)] }])],
            places: vec![
                place("island", vec![square(147.0, 45.0, 3.0)], None),
                place("rock", Vec::new(), Some(Point::new(50.0, 152.0))),
            ],
            signs: Signs::new(vec![(Slot::Holder(0), "R".to_owned()), (Slot::Holder(1), "J".to_owned())]),
            memo: Memo::default(),
            grounds: Grounds::default(),
            seal: Seal::default(),
        }
    }

    fn press(&self) -> Press<'_> {
        let Self { frames, places, signs, memo, grounds, seal } = self;
        Press { fonts: Fonts::new(None).unwrap(), maps: Maps { frames, places, signs, memo, grounds }, seal }
    }
}

fn treaty() -> Card {
    let held = |place: &str, slot, disputed| Held { place: place.to_owned(), slot, disputed, uncertain: false };
    let swatch = |slot, sign: &str, title: &str| Swatch { slot, sign: sign.to_owned(), title: title.to_owned() };
    Card {
        title: "Treaty of Saint Petersburg".to_owned(),
        line: "Treaty · 7 May 1875".to_owned(),
        names: vec![vec!["Петербургский договор".to_owned()], vec!["樺太千島交換条約".to_owned()]],
        book: "Russia and Japan".to_owned(),
        picture: Picture::Map(Plate {
            frame: 0,
            marks: vec![held("island", Slot::Holder(0), false), held("rock", Slot::Holder(1), true)],
            here: vec!["island".to_owned()],
            caption: "Control, 22 August 1875".to_owned(),
            legend: vec![swatch(Slot::Holder(0), "R", "Russia"), swatch(Slot::Holder(1), "J", "Japan")],
        }),
    }
}

fn party() -> Card {
    let years = ["1853", "1875", "1905", "1945"].map(str::to_owned).to_vec();
    let band = Band { turns: vec![676_000, 684_000, 695_000, 710_000], years, mark: Some((690_000, 690_000)) };
    Card { title: "Meiji Japan".to_owned(), picture: Picture::Band(band), ..treaty() }
}

fn decoded(bytes: &[u8]) -> (u32, u32, Vec<u8>) {
    let mut decoder = ::png::Decoder::new(std::io::Cursor::new(bytes));
    decoder.set_transformations(::png::Transformations::EXPAND);
    let mut reader = decoder.read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut pixels).unwrap();
    assert_eq!(frame.color_type, ::png::ColorType::Rgb);
    pixels.truncate(frame.buffer_size());
    (frame.width, frame.height, pixels)
}

/// How many pixels of a rectangle differ.
fn differing(a: &[u8], b: &[u8], columns: std::ops::Range<usize>, rows: std::ops::Range<usize>) -> usize {
    let at = |pixels: &[u8], x: usize, y: usize| pixels[(y * WIDTH as usize + x) * 3..][..3].to_vec();
    rows.flat_map(|y| columns.clone().map(move |x| (x, y))).filter(|(x, y)| at(a, *x, *y) != at(b, *x, *y)).count()
}

#[test]
fn a_card_is_a_picture_of_the_size_that_feeds_ask_for_and_small() {
    let book = Book::new();
    for card in [treaty(), party(), Card::default()] {
        let bytes = book.press().print(&card);
        let (width, height, pixels) = decoded(&bytes);
        assert_eq!((width, height), (WIDTH, HEIGHT));
        let colours: std::collections::BTreeSet<&[u8]> = pixels.chunks(3).collect();
        assert!(colours.len() >= 2 && colours.len() <= 256, "{}", colours.len());
        assert!(bytes.len() < 120_000, "{} bytes", bytes.len());
    }
}

#[test]
fn the_words_are_on_the_card() {
    let book = Book::new();
    let print = |card: &Card| decoded(&book.press().print(card)).2;
    for card in [treaty(), party()] {
        let whole = print(&card);
        let (left, title, foot) = (60..620, 100..260, 540..580);
        let without_title = print(&Card { title: String::new(), names: Vec::new(), ..card.clone() });
        assert!(differing(&whole, &without_title, left.clone(), title) > 3000);
        let without_book = print(&Card { book: String::new(), ..card.clone() });
        assert!(differing(&whole, &without_book, left, foot) > 500);
    }
}

#[test]
fn places_are_on_the_map_in_the_colours_of_their_holders() {
    let book = Book::new();
    let print = |card: &Card| decoded(&book.press().print(card)).2;
    let map = |change: &dyn Fn(&mut Plate)| {
        let mut card = treaty();
        if let Picture::Map(plate) = &mut card.picture {
            change(plate);
        }
        print(&card)
    };
    let (whole, right) = (print(&treaty()), 640..1170);
    let other = map(&|plate| plate.marks[0].slot = Slot::Holder(1));
    assert!(differing(&whole, &other, right.clone(), 40..590) > 2000);
    let agreed = map(&|plate| plate.marks[1].disputed = false);
    assert!(differing(&whole, &agreed, right.clone(), 40..590) > 50, "a notched rim says that a rock is in dispute");
    let empty = map(&|plate| plate.frame = 7);
    assert!(differing(&whole, &empty, right, 40..590) > 100_000, "a frame that is not there is no map");
}

#[test]
fn the_band_shows_when() {
    let book = Book::new();
    let at = |mark| {
        let mut card = party();
        if let Picture::Band(band) = &mut card.picture {
            band.mark = mark;
        }
        decoded(&book.press().print(&card)).2
    };
    let (none, early, late) = (at(None), at(Some((677_000, 677_000))), at(Some((706_000, i64::MAX))));
    let halves = |marked: &[u8]| (differing(&none, marked, 0..600, 300..570), differing(&none, marked, 600..1200, 300..570));
    assert!(halves(&early).0 > 200 && halves(&early).1 == 0, "{:?}", halves(&early));
    assert!(halves(&late).0 == 0 && halves(&late).1 > 200, "{:?}", halves(&late));
    assert_eq!(at(Some((1, 2))), none, "what was before all eras has no place among them");
}

#[test]
fn letters_without_a_font_leave_no_boxes() {
    let book = Book::new();
    let print = |title: &str, names: &[&str]| {
        let names = vec![names.iter().map(|name| (*name).to_owned()).collect()];
        book.press().print(&Card { title: title.to_owned(), names, ..treaty() })
    };
    assert_eq!(print("Odessa 𓀀", &[]), print("Odessa", &[]));
    assert_eq!(print("معاهدة", &[]), print("", &[]), "the map is still there");
    assert_eq!(print("Odessa", &["Odessa 𓀀", "Одесса"]), print("Odessa", &["Одесса"]), "half a name is none");
}

#[test]
fn endless_words_are_no_trouble() {
    let book = Book::new();
    for text in ["word ".repeat(50_000), "w".repeat(100_000), "日".repeat(50_000), "-".repeat(50_000)] {
        let card = Card { title: text.clone(), line: text.clone(), names: vec![vec![text.clone()]], book: text, ..treaty() };
        assert_eq!(decoded(&book.press().print(&card)).0, WIDTH);
    }
}

#[test]
fn the_address_changes_with_whatever_the_picture_shows() {
    let book = Book::new();
    let path = |card: &Card| book.press().path(card);
    let first = path(&treaty());
    assert!(first.starts_with("cards/") && first.ends_with(".png") && first.len() == 42, "{first}");
    assert_eq!(path(&treaty()), first);
    let mut others = vec![party(), Card { title: "T".to_owned(), ..treaty() }, Card { line: String::new(), ..treaty() }];
    let mut moved = treaty();
    if let Picture::Map(plate) = &mut moved.picture {
        plate.marks[0].slot = Slot::Unsettled;
    }
    others.push(moved);
    for other in &others {
        assert_ne!(path(other), first, "{other:?}");
    }
    let mut land = Book::new();
    land.frames[0].1.clear();
    assert_ne!(land.press().path(&treaty()), first, "another coast is another picture");
    let other = Book::new();
    let fonts = Fonts::new(Some(include_bytes!("font/serif-jp.otf"))).unwrap();
    assert_ne!(Press { fonts, ..other.press() }.path(&treaty()), first, "another font is another picture");
}

/// The picture must be the same on every machine. Where it was changed on purpose, count up `EDITION` and write the new digests.
#[test]
fn the_picture_is_pinned() {
    let book = Book::new();
    let digest = |card: &Card| {
        let (palette, cells) = layout::draw(&book.press(), card).into_parts();
        blake3::hash(&[palette, cells].concat()).to_hex()[..16].to_owned()
    };
    assert_eq!(
        (EDITION, digest(&treaty()).as_str(), digest(&party()).as_str()),
        (2, "12dde7b364f3629a", "1121289e6f38438c")
    );
}
