//! The code keeps to `docs/architecture.md`.
//!
//! The two tables of that document are this test's data: which module may import which, and the one home
//! of each outside crate. A scan of `src/` finds what is imported; the document cannot drift from the code.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The rules, as the document states them.
struct Rules {
    /// Modules that every module may use.
    common: BTreeSet<String>,
    /// Module → modules it may import.
    imports: BTreeMap<String, BTreeSet<String>>,
    /// Outside crate, as a path writes it (`-` becomes `_`) → its homes, `read` or `text::shaping`.
    homes: BTreeMap<String, Vec<String>>,
    /// Parts of `std` that touch disk, network, clock or environment → their homes.
    doors: BTreeMap<String, Vec<String>>,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The names between back-quotes in one cell of a table.
fn names(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_string).collect()
}

/// Rows of the first table after a heading, without its head.
fn table<'a>(document: &'a str, heading: &str) -> Vec<Vec<&'a str>> {
    let start = document.find(heading).unwrap_or_else(|| panic!("docs/architecture.md has no “{heading}”"));
    document[start..]
        .lines()
        .skip_while(|line| !line.starts_with('|'))
        .take_while(|line| line.starts_with('|'))
        .skip(2)
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect()
}

fn rules(document: &str) -> Rules {
    let mut rules =
        Rules { common: BTreeSet::new(), imports: BTreeMap::new(), homes: BTreeMap::new(), doors: BTreeMap::new() };
    for row in table(document, "### Which module may import which") {
        let allowed: BTreeSet<String> = names(row[2]).into_iter().collect();
        for module in names(row[1]) {
            if row[0] == "0" {
                rules.common.insert(module.clone());
            }
            rules.imports.insert(module, allowed.clone());
        }
    }
    for row in table(document, "### Where each outside crate lives") {
        for name in names(row[0]) {
            rules.homes.insert(name.replace('-', "_"), names(row[1]));
        }
    }
    for row in table(document, "### Who may touch the world") {
        for name in names(row[0]) {
            rules.doors.insert(name, names(row[1]));
        }
    }
    rules
}

/// The source with comments and literals blanked out, line for line.
fn code_only(source: &str) -> String {
    let chars: Vec<char> = source.chars().collect();
    let mut out = String::with_capacity(source.len());
    let blank = |c: char| if c == '\n' { '\n' } else { ' ' };
    let at = |i: usize| chars.get(i).copied().unwrap_or('\0');
    let mut i = 0;
    while i < chars.len() {
        let c = chars[i];
        let before = if i > 0 { chars[i - 1] } else { ' ' };
        let end = if c == '/' && at(i + 1) == '/' {
            (i..chars.len()).find(|&j| chars[j] == '\n').unwrap_or(chars.len())
        } else if c == '/' && at(i + 1) == '*' {
            (i + 2..chars.len()).find(|&j| chars[j] == '*' && at(j + 1) == '/').map_or(chars.len(), |j| j + 2)
        } else if c == 'r' && !before.is_alphanumeric() && before != '_' && matches!(at(i + 1), '"' | '#') {
            let hashes = (i + 1..).take_while(|&j| at(j) == '#').count();
            if at(i + 1 + hashes) == '"' {
                let close = |j: &usize| chars[*j] == '"' && (1..=hashes).all(|k| at(j + k) == '#');
                (i + 2 + hashes..chars.len()).find(close).map_or(chars.len(), |j| j + 1 + hashes)
            } else {
                i + 1
            }
        } else if c == '"' {
            let mut j = i + 1;
            while j < chars.len() && chars[j] != '"' {
                j += if chars[j] == '\\' { 2 } else { 1 };
            }
            j + 1
        } else if c == '\'' && (at(i + 1) == '\\' || at(i + 2) == '\'') {
            let from = if at(i + 1) == '\\' { i + 3 } else { i + 2 };
            (from..chars.len()).find(|&j| chars[j] == '\'').map_or(chars.len(), |j| j + 1)
        } else {
            i + 1
        };
        if end == i + 1 {
            out.push(c);
        } else {
            out.extend(chars[i..end.min(chars.len())].iter().map(|&c| blank(c)));
        }
        i = end;
    }
    out
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn word(text: &str) -> &str {
    &text[..text.find(|c| !is_word(c)).unwrap_or(text.len())]
}

/// First names of a path's tail: `a::B` gives `a`; `{a::B, c}` gives both.
fn heads(tail: &str) -> Vec<&str> {
    let Some(group) = tail.strip_prefix('{') else { return vec![word(tail)] };
    let (mut depth, mut start, mut found) = (0, 0, Vec::new());
    for (i, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                found.push(&group[start..i]);
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                found.push(&group[start..i]);
                start = i + 1;
            }
            _ => {}
        }
    }
    found.into_iter().map(|part| word(part.trim())).filter(|name| !name.is_empty()).collect()
}

/// Where a path prefix such as `crate::` stands as a whole word, not after another `::`.
fn paths<'a>(code: &'a str, prefix: &'a str) -> impl Iterator<Item = usize> + 'a {
    code.match_indices(prefix).map(|(i, _)| i).filter(move |&i| {
        let before = code[..i].chars().next_back().unwrap_or(' ');
        !is_word(before) && before != ':' && before != '$'
    })
}

/// Where the outermost block that is still open begins.
fn outermost(code: &str) -> Option<usize> {
    let mut open = Vec::new();
    for (i, c) in code.char_indices() {
        match c {
            '{' => open.push(i),
            '}' => {
                open.pop();
            }
            _ => {}
        }
    }
    open.first().copied()
}

/// What is wrong with one file, as `file:line: why`.
fn faults(name: &str, source: &str, rules: &Rules) -> Vec<String> {
    let code = code_only(source);
    let path = name.trim_start_matches("src/").trim_end_matches(".rs").trim_end_matches("/mod");
    let module = path.replace('/', "::");
    let top = module.split("::").next().unwrap_or_default();
    let line = |at: usize| code[..at].matches('\n').count() + 1;
    let at_home = |homes: &[String]| {
        homes.iter().any(|home| module == *home || module.starts_with(&format!("{home}::")) || home == "anywhere")
    };
    let mut out = Vec::new();

    let Some(allowed) = rules.imports.get(top) else {
        return vec![format!("{name}:1: module `{top}` is not in the table of docs/architecture.md")];
    };
    for at in paths(&code, "crate::") {
        for head in heads(&code[at + "crate::".len()..]) {
            let known = rules.imports.contains_key(head);
            // Names that are not modules are items of lib.rs; a module's own name needs no permission.
            let asked = if known { head } else { "lib" };
            if asked != top && !rules.common.contains(asked) && !allowed.contains(asked) {
                out.push(format!("{name}:{}: `{top}` may not import `{asked}` (crate::{head})", line(at)));
            }
        }
    }
    for (krate, homes) in &rules.homes {
        let (prefix, whole) = (format!("{krate}::"), format!("use {krate};"));
        for at in paths(&code, &prefix).chain(code.match_indices(&whole).map(|(i, _)| i)) {
            // A module of ours may bear a crate's name, and is then reached from its parent alone.
            if !at_home(homes) {
                out.push(format!("{name}:{}: `{krate}` lives in {homes:?}", line(at)));
            }
        }
    }
    for (door, homes) in &rules.doors {
        for at in paths(&code, door).filter(|&at| !is_word(code[at + door.len()..].chars().next().unwrap_or(' '))) {
            if !at_home(homes) {
                out.push(format!("{name}:{}: `{door}` is only for {homes:?}", line(at)));
            }
        }
    }
    // A glob hides what is imported; a module's own tests may take all of the module they stand in.
    for (at, _) in code.match_indices("::*") {
        let start = code[..at].rfind(['\n', ';', '{']).map_or(0, |i| i + 1);
        let used = code[start..at].trim();
        let own_tests = used == "use super" && code[..start].trim_end().ends_with("mod tests {");
        // Variants of an enum, inside a function.
        let variants = used.strip_prefix("use ").is_some_and(|name| name.starts_with(char::is_uppercase));
        if !own_tests && !variants && used != "use rayon::prelude" {
            out.push(format!("{name}:{}: a glob hides what is imported", line(at)));
        }
    }
    for (at, _) in code.match_indices("super::super") {
        out.push(format!("{name}:{}: a path climbs above its parent: write crate::…", line(at)));
    }
    // In a module of the first level, `super` is the crate itself, but for inline modules such as tests.
    if !module.contains("::") {
        for at in paths(&code, "super::") {
            let inline = outermost(&code[..at])
                .is_some_and(|open| code[..open].trim_end().lines().last().is_some_and(|l| l.contains("mod ")));
            if !inline {
                out.push(format!("{name}:{}: `super` is the crate here: write crate::…", line(at)));
            }
        }
    }
    out
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder).expect("src is readable").flatten().map(|e| e.path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn modules_import_only_what_the_document_allows() {
    let document = fs::read_to_string(root().join("docs/architecture.md")).expect("docs/architecture.md");
    let rules = rules(&document);
    assert!(rules.imports.len() > 10 && rules.homes.len() > 20, "the tables of docs/architecture.md were not found");
    let mut files = Vec::new();
    sources(&root().join("src"), &mut files);
    let mut out = Vec::new();
    for path in &files {
        let name = path.strip_prefix(root()).expect("below the root").to_string_lossy().replace('\\', "/");
        out.extend(faults(&name, &fs::read_to_string(path).expect("source is text"), &rules));
    }
    assert!(out.is_empty(), "{} fault(s)\n{}", out.len(), out.join("\n"));
}

#[test]
fn every_dependency_has_a_home_and_every_home_a_dependency() {
    let document = fs::read_to_string(root().join("docs/architecture.md")).expect("docs/architecture.md");
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("Cargo.toml");
    let start = manifest.find("\n[dependencies]").expect("a table of dependencies") + 1;
    let declared: BTreeSet<String> = manifest[start..]
        .lines()
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| line.split_once('='))
        .map(|(name, _)| name.trim().replace('-', "_"))
        .filter(|name| !name.starts_with('#') && name.chars().all(is_word))
        .collect();
    let documented: BTreeSet<String> = rules(&document).homes.into_keys().collect();
    assert_eq!(declared, documented, "Cargo.toml and “Where each outside crate lives” name different crates");
}

#[test]
fn modules_and_the_table_name_each_other() {
    let document = fs::read_to_string(root().join("docs/architecture.md")).expect("docs/architecture.md");
    let rules = rules(&document);
    for module in rules.imports.keys() {
        let exists = root().join(format!("src/{module}.rs")).exists() || root().join(format!("src/{module}")).is_dir();
        assert!(exists, "docs/architecture.md has a row for `{module}`, which is not in src/");
        let entry = format!("- **`{module}`**");
        assert!(document.contains(&entry), "docs/architecture.md has no paragraph that begins “{entry}”");
    }
    assert!(document.lines().count() < 200, "docs/architecture.md stays under 200 lines");
}

#[test]
fn the_scan_finds_what_it_must() {
    let rules = rules(
        "### Which module may import which\n| level | module | may import |\n|---|---|---|\n| 0 | `geom` | |\n\
         | 1 | `text` `lib` | |\n| 2 | `pdf` | `text` |\n\n### Where each outside crate lives\n\
         | crate | home | job |\n|---|---|---|\n| `unicode-linebreak` | `text::breaks` | |\n\n\
         ### Who may touch the world\n| what | home |\n|---|---|\n| `std::fs` | `files` |\n",
    );
    let of = |name: &str, source: &str| faults(name, source, &rules);
    assert_eq!(of("src/pdf/mod.rs", "use crate::geom::Len;\nuse crate::text::A;\n"), Vec::<String>::new());
    assert_eq!(of("src/pdf/mod.rs", "// crate::pdf2\nlet a = \"crate::lib::x\"; // std::fs\n"), Vec::<String>::new());
    assert_eq!(of("src/pdf/mod.rs", "mod tests {\n    use super::*;\n}\n"), Vec::<String>::new());
    assert_eq!(of("src/pdf/mod.rs", "fn f<'a>(x: &'a str) -> char { '\"' }\n"), Vec::<String>::new());
    for (name, source, line) in [
        ("src/text/mod.rs", "\nuse crate::pdf::A;\n", 2),
        ("src/text/mod.rs", "use crate::{\n    geom::{Len, Point},\n    pdf::A,\n};\n", 1),
        ("src/text/mod.rs", "fn f() {}\nfn g() { crate::pdf::a() }\n", 2),
        ("src/pdf/mod.rs", "use crate::typeset;\n", 1),
        ("src/text/shaping.rs", "/* a\n b */ use unicode_linebreak::A;\n", 2),
        ("src/text/mod.rs", "use std::fs;\n", 1),
        ("src/text/mod.rs", "use crate::geom::*;\n", 1),
        ("src/text/a/b.rs", "use super::super::c;\n", 1),
        ("src/text/mod.rs", "use super::geom::Len;\n", 1),
        ("src/new.rs", "", 1),
    ] {
        let found = of(name, source);
        assert_eq!(found.len(), 1, "{source:?} gives {found:?}");
        assert!(found[0].starts_with(&format!("{name}:{line}: ")), "{found:?}");
    }
    assert_eq!(of("src/text/breaks.rs", "use unicode_linebreak::A;\n"), Vec::<String>::new());
}

/// The keys that the reader asks for: `f.text("key")`, `copy(f, "key")`, `name: "key"`.
fn asked(source: &str) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
    for (at, _) in source.match_indices('"') {
        let before = source[..at].trim_end();
        let call = before.strip_suffix('(').map(|b| b.trim_end_matches(|c: char| is_word(c) || "<>:".contains(c)));
        let is_key = before.ends_with("(f,")
            || before.strip_suffix("name:").is_some_and(|b| b.trim_end().ends_with("Key {"))
            || before.ends_with("count(")
            || source[at + 1..].split_once('"').is_some_and(|(_, after)| after.starts_with(", &mut out."))
            || call.is_some_and(|b| b.ends_with("f.") || b.ends_with("fields."));
        let key = word(&source[at + 1..]);
        if is_key && !key.is_empty() && source[at + 1 + key.len()..].starts_with('"') {
            keys.insert(key.to_string());
        }
    }
    keys
}

#[test]
fn the_formats_document_names_the_keys_that_the_reader_asks_for() {
    let document = fs::read_to_string(root().join("docs/formats.md")).expect("docs/formats.md");
    let mut documented = BTreeSet::new();
    let mut inside = false;
    for line in document.lines() {
        inside = line.starts_with("| key |") || (inside && line.starts_with('|'));
        if inside {
            documented.extend(names(line.trim_start_matches('|').split('|').next().unwrap_or_default()));
        }
    }
    let mut keys = BTreeSet::new();
    for file in ["issue", "story", "layout", "headline", "parts", "furniture", "press", "style"] {
        keys.extend(asked(&fs::read_to_string(root().join(format!("src/read/{file}.rs"))).expect("a reader")));
    }
    assert!(keys.len() > 100, "the scan found {} keys only", keys.len());
    let lacking: Vec<_> = keys.difference(&documented).collect();
    let invented: Vec<_> = documented.difference(&keys).collect();
    assert!(lacking.is_empty(), "docs/formats.md says nothing of {lacking:?}");
    assert!(invented.is_empty(), "docs/formats.md names keys that nobody reads: {invented:?}");
}

/// What a line of comment cites: public texts, house rules.
fn citations(comment: &str) -> Vec<String> {
    let mut found = Vec::new();
    let digits = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    // Digits, then further groups of digits, each after the given sign.
    let groups = |text: &str, sign: char| {
        let mut end = digits(text);
        while end > 0 && text[end..].starts_with(sign) && digits(&text[end + 1..]) > 0 {
            end += 1 + digits(&text[end + 1..]);
        }
        end
    };
    for (start, sign) in [("clreq#", ' '), ("jlreq#", ' '), ("GB/T ", '.'), ("UAX #", ' '), ("ISO ", '-')] {
        for (at, _) in comment.match_indices(start) {
            let tail = &comment[at + start.len()..];
            let end = match start.ends_with("req#") {
                true => tail.find(|c: char| !is_word(c) && c != '-').unwrap_or(tail.len()),
                false => groups(tail, sign),
            };
            if end > 0 {
                found.push(format!("{start}{}", &tail[..end]));
            }
        }
    }
    // `typography R3.5, R3.7`: rules have one or two digits, codes of diagnostics three.
    for (at, _) in comment.match_indices('R') {
        let before = comment[..at].chars().next_back().unwrap_or(' ');
        let tail = &comment[at + 1..];
        let (first, end) = (digits(tail), groups(tail, '.'));
        let apart = !tail[end..].starts_with(is_word) && !is_word(before);
        if (1..=2).contains(&first) && apart && (end > first || comment.contains("typography")) {
            found.push(format!("typography R{}", &tail[..end]));
        }
    }
    found
}

#[test]
fn the_standards_document_lists_every_citation() {
    let mut files = Vec::new();
    sources(&root().join("src"), &mut files);
    let mut cited: BTreeMap<(String, Vec<u32>), BTreeSet<String>> = BTreeMap::new();
    for path in &files {
        let name = path.strip_prefix(root()).expect("below the root").to_string_lossy().replace('\\', "/");
        let source = fs::read_to_string(path).expect("source is text");
        for comment in source.lines().filter_map(|line| line.find("//").map(|at| &line[at..])) {
            for citation in citations(comment) {
                let numbers = citation.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse().ok()).collect();
                let family = citation.split(|c: char| c.is_ascii_digit()).next().unwrap_or_default().to_string();
                let key = if citation.contains("req#") { (citation, Vec::new()) } else { (family, numbers) };
                cited.entry(key).or_default().insert(name.clone());
            }
        }
    }
    let mut block = String::from("\n| citation | in |\n|---|---|\n");
    for ((family, numbers), files) in &cited {
        let sign = if family.starts_with("ISO") { "-" } else { "." };
        let number = numbers.iter().map(u32::to_string).collect::<Vec<_>>().join(sign);
        let files: Vec<String> = files.iter().map(|f| format!("`{f}`")).collect();
        block += &format!("| {family}{number} | {} |\n", files.join(" "));
    }
    block.push('\n');
    let path = root().join("docs/standards.md");
    let document = fs::read_to_string(&path).expect("docs/standards.md");
    let (begin, end) = ("<!-- generated: begin -->\n", "<!-- generated: end -->");
    let (head, rest) = document.split_once(begin).expect("where the generated part begins");
    let (old, tail) = rest.split_once(end).expect("where it ends");
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, format!("{head}{begin}{block}{end}{tail}")).expect("docs/standards.md is written");
        return;
    }
    for ((family, numbers), files) in &cited {
        let row = match family.as_str() {
            "typography R" => format!("| R{} |", numbers[0]),
            "ISO " => format!("| ISO {}", numbers[0]),
            _ if family.contains("req#") => format!("| `{}", &family[..6]),
            _ => format!("| {family}{}", numbers[0]),
        };
        assert!(head.contains(&row), "docs/standards.md does not say what “{row}” is, which {files:?} cite");
    }
    assert_eq!(old, block, "write it anew: BLESS=1 cargo test --release --test architecture");
}
