"""Makes the fonts of this folder from the Noto fonts; see README.md for where those come from.

Usage: python3 subset.py NotoSerif-Regular.ttf NotoSerifCJK-Regular.ttc BOOK...

BOOK are folders and files whose texts are read, so that every kanji in them is there.
"""

import pathlib
import sys
import unicodedata

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont


def span(first, last):
    return set(range(first, last + 1))


# Latin with all diacritics of romanisation, Greek, Cyrillic of all languages, marks, punctuation, numbers.
WESTERN = (
    span(0x20, 0x7E) | span(0xA0, 0x24F) | span(0x259, 0x259) | span(0x2B0, 0x2FF) | span(0x300, 0x36F) | span(0x370, 0x3FF)
    | span(0x400, 0x52F) | span(0x1E00, 0x1EFF) | span(0x2010, 0x205E) | span(0x2070, 0x209C) | span(0x20A0, 0x20BF)
    | span(0x2100, 0x218B) | {0x2212, 0x2248, 0x2260, 0x2264, 0x2265}
)
# Arrows, kana, their marks and brackets, full-width forms.
KANA = span(0x2190, 0x2193) | span(0x3000, 0x303F) | span(0x3041, 0x30FF) | span(0x31F0, 0x31FF) | span(0xFF01, 0xFF60) | span(0xFFE0, 0xFFE6)


def level_1():
    """The 2965 kanji of JIS X 0208, rows 16 to 47."""
    kanji = set()
    for row in range(16, 48):
        for cell in range(1, 95):
            try:
                kanji.add(ord(bytes([row + 0xA0, cell + 0xA0]).decode("euc_jp")))
            except UnicodeDecodeError:
                pass
    return kanji


def used(folders):
    """The kanji that texts of a book use."""
    kanji = set()
    for folder in map(pathlib.Path, folders):
        for path in [folder, *folder.rglob("*")]:
            if path.suffix in {".md", ".yaml", ".toml", ".html"}:
                text = path.read_text(encoding="utf-8", errors="ignore")
                kanji |= {ord(c) for c in text if "CJK" in unicodedata.name(c, "")}
    return kanji


def write(font, unicodes, features, target):
    options = subset.Options()
    options.layout_features = features
    options.hinting = False
    options.desubroutinize = True
    options.name_IDs = [0, 1, 2, 13, 14]
    options.notdef_outline = True
    options.drop_tables += ["GSUB", "VORG", "vhea", "vmtx", "BASE", "MVAR", "STAT", "DSIG", "GDEF", "meta"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=unicodes)
    subsetter.subset(font)
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    font.save(target)


western, collection, *books = sys.argv[1:]
here = pathlib.Path(__file__).parent
write(TTFont(western, recalcTimestamp=False), WESTERN, ["kern"], here / "serif.ttf")
japanese = next(f for f in TTCollection(collection).fonts if f["name"].getDebugName(1) == "Noto Serif CJK JP")
write(japanese, KANA | level_1() | used(books), [], here / "serif-jp.otf")
