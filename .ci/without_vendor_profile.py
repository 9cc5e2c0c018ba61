#!/usr/bin/env python3
"""Takes a vendor's colour profile out of a release binary.

printpdf holds Adobe's Coated FOGRA39 profile and its licence text in every program that links it, used or
not, and that licence asks a distributor for terms that this project does not want to pass on. The engine
never asks printpdf for an output intent, so the bytes are dead: this overwrites them with zeros, where they
stand, and proves that they are gone. To be run on a binary before it is signed, packed or published.

    python3 .ci/without_vendor_profile.py target/release/banxin
"""
import json
import pathlib
import subprocess
import sys


def vendor_files():
    """The two files, from the very source that the binary was built from."""
    metadata = json.loads(subprocess.check_output(["cargo", "metadata", "--format-version", "1", "--locked"]))
    package = next(p for p in metadata["packages"] if p["name"] == "printpdf")
    res = pathlib.Path(package["manifest_path"]).parent / "src" / "res"
    return [res / "CoatedFOGRA39.icc", res / "CoatedFOGRA39.icc.LICENSE.txt"]


def main(binary):
    path = pathlib.Path(binary)
    content = bytearray(path.read_bytes())
    for file in vendor_files():
        piece = file.read_bytes()
        found = 0
        at = content.find(piece)
        while at >= 0:
            content[at : at + len(piece)] = bytes(len(piece))
            found += 1
            at = content.find(piece, at)
        print(f"{file.name}: {found} times, {len(piece)} bytes each, overwritten")
        # A linker that parted or packed the bytes would leave some of them. Stretches of one or a few values
        # are nobody's and stand elsewhere too.
        for start in range(0, len(piece) - 64, 4096):
            chunk = piece[start : start + 64]
            if len(set(chunk)) >= 16 and content.find(chunk) >= 0:
                sys.exit(f"{binary} still holds parts of {file.name}")
    path.write_bytes(content)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
