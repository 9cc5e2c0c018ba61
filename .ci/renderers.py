#!/usr/bin/env python3
"""Do poppler, mupdf and Ghostscript draw the same page?

    renderers.py FILE.pdf FOLDER

Each draws every page in grey. A pixel agrees when it lies, within a tolerance for the different ways of turning four
inks into grey, between the darkest and the lightest of its neighbours in the other picture: edges may fall a pixel
apart, an object may not be missing, moved or in another ink. Prints the share of pixels that do not agree.
"""
import glob, os, subprocess, sys
import numpy
from PIL import Image

DPI = 100
# Grey of a CMYK tint differs between renderers by up to a third of the scale in photographs' shadows.
TOLERANCE = 96
# Share of pixels that may disagree: hairlines that one renderer thickens.
MOST = 0.002


def draw(file, folder):
    stem = os.path.join(folder, os.path.splitext(os.path.basename(file))[0])
    os.makedirs(folder, exist_ok=True)
    for old in glob.glob(f"{stem}-*.p?m") + glob.glob(f"{stem}-*.png"):
        os.remove(old)
    commands = {
        "poppler": ["pdftoppm", "-r", str(DPI), "-gray", file, f"{stem}-poppler"],
        "mupdf": ["mutool", "draw", "-q", "-r", str(DPI), "-c", "gray", "-o", f"{stem}-mupdf-%d.pgm", file],
        "ghostscript": ["gs", "-q", "-dBATCH", "-dNOPAUSE", "-dSAFER", "-sDEVICE=pgmraw", f"-r{DPI}", "-dTextAlphaBits=4",
                        "-dGraphicsAlphaBits=4", f"-sOutputFile={stem}-ghostscript-%d.pgm", file],
    }
    pictures = {}
    for name, command in commands.items():
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            sys.exit(f"{name} failed: {done.stdout}")
        if done.stdout.strip():
            print(f"{name} says: {done.stdout.strip()[:400]}")
        files = sorted(glob.glob(f"{stem}-{name}-*.pgm"))
        pictures[name] = [numpy.asarray(Image.open(f).convert("L")).astype(int) for f in files]
    return pictures


def around(picture, pick):
    """The darkest or lightest of each pixel and its eight neighbours."""
    edge = numpy.pad(picture, 1, mode="edge")
    h, w = picture.shape
    return pick.reduce([edge[dy:dy + h, dx:dx + w] for dy in range(3) for dx in range(3)])


def disagree(a, b):
    h, w = min(a.shape[0], b.shape[0]), min(a.shape[1], b.shape[1])
    a, b = a[:h, :w], b[:h, :w]
    dark, light = around(b, numpy.minimum), around(b, numpy.maximum)
    return float(((a < dark - TOLERANCE) | (a > light + TOLERANCE)).mean())


def main():
    file, folder = sys.argv[1:]
    pictures = draw(file, folder)
    counts = {name: len(pages) for name, pages in pictures.items()}
    if len(set(counts.values())) != 1 or not counts["poppler"]:
        sys.exit(f"pages drawn: {counts}")
    bad = False
    for page in range(counts["poppler"]):
        sizes = {pages[page].shape for pages in pictures.values()}
        if max(s[0] for s in sizes) - min(s[0] for s in sizes) > 1 or max(s[1] for s in sizes) - min(s[1] for s in sizes) > 1:
            sys.exit(f"page {page + 1}: sizes {sizes}")
        ink = {name: float((pages[page] < 128).mean()) for name, pages in pictures.items()}
        if min(ink.values()) == 0:
            sys.exit(f"page {page + 1} is blank: {ink}")
        for one in pictures:
            for other in pictures:
                if one < other:
                    share = max(disagree(pictures[one][page], pictures[other][page]),
                                disagree(pictures[other][page], pictures[one][page]))
                    print(f"page {page + 1}: {one} and {other} differ in {share:.4%} of the pixels")
                    bad |= share > MOST
    sys.exit(1 if bad else 0)


main()
