#!/usr/bin/env python3
"""Cuts the faces of the tests out of Noto Sans CJK (Debian package fonts-noto-cjk, OFL 1.1).

    python3 tests/fonts/cut.py [/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc]

Needs fontTools. The families are renamed: "Noto" is a trademark, and a subset must not be taken for the
whole. Everything in the output follows from the input file and this script.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
SOURCE = sys.argv[1] if len(sys.argv) > 1 else "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
COPYRIGHT = "(c) 2014-2021 Adobe (http://www.adobe.com/). Cut and renamed for the tests of banxin; OFL 1.1."

MARKS = "，。、；：！？“”‘’（）《》「」『』【】·・—…–～⸺　"
VERTICAL_QUOTES = "﹁﹂﹃﹄"
ASCII = "0123456789%./-AGDPRWabdeilnorstuk "
HAN = "国國中骨直返令葛水卜一日今東京甲乙馬人々说看这里吧"
OTHER = "あいアッーカタイトルドの案한국℃①☆"
VARIANTS = "\U000E0100\U000E0101"
BEYOND = "\U00020BB7"

JP, TC = 0, 3


def cut(name, index, text, features, spoil=None):
    """One face: the glyphs of a text with the features named, under a name of its own."""
    font = TTFont(SOURCE, fontNumber=index, lazy=False)
    options = subset.Options()
    options.layout_features = features
    options.layout_scripts = ["*"]
    options.hinting = False
    options.desubroutinize = True
    options.name_IDs = []
    options.notdef_outline = True
    options.drop_tables += ["BASE", "DSIG"]
    cutter = subset.Subsetter(options)
    cutter.populate(text=text)
    cutter.subset(font)
    rename(font, name)
    if spoil:
        spoil(font)
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    path = HERE / f"{name.replace(' ', '')}.otf"
    font.save(path)
    print(f"{path.name}: {font['maxp'].numGlyphs} glyphs, {path.stat().st_size} bytes")


def rename(font, name):
    table = font["name"]
    table.names = []
    compact = name.replace(" ", "")
    words = {0: COPYRIGHT, 1: name, 2: "Regular", 3: f"{compact};test", 4: name, 5: "Version 1.000", 6: compact,
             13: "SIL Open Font License 1.1", 14: "https://openfontlicense.org"}
    for number, text in words.items():
        table.setName(text, number, 3, 1, 0x409)
    top = font["CFF "].cff
    top.fontNames = [compact]
    top.topDictIndex[0].FullName = name
    top.topDictIndex[0].FamilyName = name


def advances(values):
    """Other advances for some characters: faces as they are to be had, not as one wishes."""
    def spoil(font):
        cmap = font.getBestCmap()
        for char, advance in values.items():
            glyph = cmap[ord(char)]
            font["hmtx"][glyph] = (advance, min(font["hmtx"][glyph][1], advance))
    return spoil


KEPT = ["locl", "ccmp", "liga", "vert", "vrt2", "halt", "vhal", "chws", "vchw", "palt", "vpal", "fwid", "hwid", "kern"]

cut("Test Han", JP, MARKS + VERTICAL_QUOTES + ASCII + HAN + OTHER + VARIANTS + BEYOND, KEPT)
# Marks in the middle of the em whatever the language: no `locl` that could move them.
cut("Test Centred", TC, MARKS + "国國中说好朋友說，A1", ["vert", "ccmp", "liga"])
# As `Test Han`, without anything that knows of spacing or of vertical forms.
cut("Test Bare", JP, MARKS + "国國中甲乙A1", ["locl"])
# Marks half an em wide by their own advance, and Han of different widths.
cut("Test Narrow", JP, "，。、“”（）：国中水卜一甲乙A1", [], advances({"，": 500, "。": 500, "、": 500, "卜": 800, "一": 900}))
