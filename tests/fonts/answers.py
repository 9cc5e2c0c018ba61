#!/usr/bin/env python3
"""Writes down which glyphs HarfBuzz chooses in `TestHan.otf` for each language and direction.

    python3 tests/fonts/answers.py > tests/fonts/TestHan.answers.tsv

Needs uharfbuzz. The tests hold the engine's shaping against this table; it is not made by the engine.
"""

from pathlib import Path

import uharfbuzz as hb

FACE = Path(__file__).parent / "TestHan.otf"
TEXTS = list("骨直返令葛国，。、；：！？“”（）《》「」『』【】·・℃%") + ["——", "……", "～", "葛\U000E0100", "葛\U000E0101"]
FEATURES = {"kern": False, "calt": False, "vkrn": False}


def shape(text, language, vertical):
    font = hb.Font(hb.Face(hb.Blob.from_file_path(str(FACE))))
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.direction = "ttb" if vertical else "ltr"
    buffer.script = "Hani"
    buffer.language = language
    hb.shape(font, buffer, FEATURES)
    return " ".join(str(info.codepoint) for info in buffer.glyph_infos)


print("# text, language, direction, glyphs: HarfBuzz", hb.version_string())
for language in ["zh-Hans", "zh-Hant-TW", "zh-Hant-HK", "ja", "ko"]:
    for vertical in [False, True]:
        for text in TEXTS:
            print(text, language, "v" if vertical else "h", shape(text, language, vertical), sep="\t")
