#!/usr/bin/env python3
"""Licences of all dependencies, from `cargo metadata`, against a list.

An expression passes when one way to read it uses listed licences only: of an OR one side suffices, of an AND both
are needed. A licence that is new here is looked at by a person and then added, with what it asks of us.
"""
import json, re, subprocess, sys

# Each asks at most that its text goes along with a binary.
LISTED = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-0", "Unlicense", "Zlib",
    "Unicode-3.0",  # tables made from the Unicode Character Database
    "IJG",  # jpeg-encoder: “this software is based in part on the work of the Independent JPEG Group” in the documents
}


def allowed(expression):
    tokens = re.findall(r"\(|\)|[^\s()]+", expression.replace("/", " OR "))

    def either():
        value = both()
        while tokens and tokens[0] == "OR":
            tokens.pop(0)
            right = both()
            value = value or right
        return value

    def both():
        value = one()
        while tokens and tokens[0] == "AND":
            tokens.pop(0)
            right = one()
            value = value and right
        return value

    def one():
        token = tokens.pop(0)
        if token == "(":
            value = either()
            tokens.pop(0)
            return value
        if tokens and tokens[0] == "WITH":
            del tokens[:2]  # an exception only ever allows more
        return token in LISTED

    return either()


def main():
    assert allowed("MIT OR GPL-3.0-only") and not allowed("MIT AND GPL-3.0-only") and not allowed("GPL-2.0-only")
    assert allowed("(MIT OR Apache-2.0) AND Unicode-3.0") and not allowed("(MIT OR Apache-2.0) AND LGPL-2.1-only")
    command = ["cargo", "metadata", "--locked", "--format-version", "1"]
    packages = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)["packages"]
    bad = 0
    for package in packages:
        licence = package["license"]
        if licence is None or not allowed(licence):
            print(f"{package['name']} {package['version']}: {licence or 'no licence stated'}")
            bad += 1
    print(f"{len(packages)} packages, {bad} with a licence that is not on the list")
    sys.exit(1 if bad or len(packages) < 2 else 0)


main()
