#!/usr/bin/env python3
"""Do poppler, mupdf and Ghostscript draw the same page?

    renderers.py FILE.pdf FOLDER

Ghostscript and mupdf draw the four plates, Ghostscript and poppler a grey picture: so no two are compared through
their different ideas of turning four inks into grey. A pixel agrees when it lies, within a tolerance, between the
darkest and the lightest of its neighbours in the other picture: edges may fall a pixel apart, an object may not be
missing, moved or on another plate. Prints the share of pixels that do not agree.
"""
import glob, os, subprocess, sys
import numpy
from PIL import Image

DPI = 72
# How far apart two renderers' tones may lie: grey of one ink mix, a picture resampled in another way.
TOLERANCE = 96
# Share of pixels that may disagree: hairlines that one renderer thickens.
MOST = 0.004


def run(name, command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    said = "\n".join(line for line in done.stdout.splitlines() if line.strip() and "ICC support" not in line)
    if done.returncode:
        sys.exit(f"{name} failed: {said}")
    if said:
        print(f"{name} says: {said[:400]}")


def pam(path):
    """A picture of mupdf's with four channels, one a plate."""
    with open(path, "rb") as file:
        head, data = file.read().split(b"ENDHDR\n", 1)
    fields = dict(line.split(None, 1) for line in head.decode("ascii", "replace").splitlines()[1:] if " " in line)
    shape = int(fields["HEIGHT"]), int(fields["WIDTH"]), int(fields["DEPTH"])
    return numpy.frombuffer(data, numpy.uint8).reshape(shape)[:, :, :4].astype(numpy.int16)


def draw(file, folder):
    os.makedirs(folder, exist_ok=True)
    stem = os.path.join(folder, os.path.splitext(os.path.basename(file))[0])
    for old in glob.glob(f"{glob.escape(stem)}@*"):
        os.remove(old)
    ghost = ["gs", "-q", "-dBATCH", "-dNOPAUSE", "-dSAFER", f"-r{DPI}", "-dTextAlphaBits=4", "-dGraphicsAlphaBits=4"]
    run("poppler", ["pdftoppm", "-r", str(DPI), "-gray", file, f"{stem}@poppler"])
    run("mupdf", ["mutool", "draw", "-q", "-r", str(DPI), "-c", "cmyk", "-o", f"{stem}@mupdf-%03d.pam", file])
    run("Ghostscript", ghost + ["-sDEVICE=pgmraw", f"-sOutputFile={stem}@grey-%03d.pgm", file])
    run("Ghostscript", ghost + ["-sDEVICE=tiff32nc", f"-sOutputFile={stem}@plates-%03d.tif", file])

    def pictures(name, read):
        return [read(path) for path in sorted(glob.glob(f"{glob.escape(stem)}@{name}-*"))]

    def grey(path):
        return numpy.asarray(Image.open(path).convert("L")).astype(numpy.int16)[:, :, None]

    def plates(path):
        return numpy.asarray(Image.open(path)).astype(numpy.int16)

    return {
        "Ghostscript and poppler": (pictures("grey", grey), pictures("poppler", grey)),
        "Ghostscript and mupdf": (pictures("plates", plates), pictures("mupdf", pam)),
    }


def around(picture, pick):
    """The darkest or lightest of each pixel and its eight neighbours."""
    edge = numpy.pad(picture, ((1, 1), (1, 1), (0, 0)), mode="edge")
    h, w, _ = picture.shape
    return pick.reduce([edge[dy:dy + h, dx:dx + w] for dy in range(3) for dx in range(3)])


def disagree(a, b):
    h, w = min(a.shape[0], b.shape[0]), min(a.shape[1], b.shape[1])
    a, b = a[:h, :w], b[:h, :w]
    low, high = around(b, numpy.minimum), around(b, numpy.maximum)
    return float(((a < low - TOLERANCE) | (a > high + TOLERANCE)).any(axis=2).mean())


def main():
    file, folder = sys.argv[1:]
    bad = False
    for names, (ones, others) in draw(file, folder).items():
        if len(ones) != len(others) or not ones:
            sys.exit(f"{names} draw {len(ones)} and {len(others)} pages")
        for number, (one, other) in enumerate(zip(ones, others), 1):
            if any(abs(a - b) > 1 for a, b in zip(one.shape, other.shape)):
                sys.exit(f"page {number}: {names} draw it {one.shape} and {other.shape}")
            if one.min() > 128 or one.max() - one.min() < 128 or other.max() - other.min() < 128:
                sys.exit(f"page {number} is blank to {names}")
            share = max(disagree(one, other), disagree(other, one))
            print(f"page {number}: {names} differ in {share:.4%} of the pixels")
            bad |= share > MOST
    sys.exit(1 if bad else 0)


main()
