//! Preflight: good files keep every rule, and each of the broken ones is named by its rule.

mod preflight_support;

use banxin::preflight::{Finding, Settings, Standard, Verdict, check};
use preflight_support::faults::{self, Of};
use preflight_support::{Pdf, good};

fn judge(pdf: &Pdf, standard: Standard) -> Vec<Finding> {
    check(&pdf.write(), &Settings { standard: Some(standard), ..Settings::default() })
}

fn broken(findings: &[Finding]) -> Vec<String> {
    let bad = findings.iter().filter(|f| f.verdict != Verdict::Pass);
    bad.map(|f| format!("{} {}: {:?}", f.verdict.name(), f.rule.id, f.hits.iter().map(|h| &h.text).collect::<Vec<_>>()))
        .collect()
}

/// Where `PREFLIGHT_FILES` names a folder, the files are written there for other checkers.
fn keep(name: &str, bytes: &[u8]) {
    if let Some(folder) = std::env::var_os("PREFLIGHT_FILES") {
        std::fs::write(std::path::Path::new(&folder).join(name), bytes).expect("a file");
    }
}

#[test]
fn good_files_keep_every_rule() {
    for (x4, standard) in [(true, Standard::X4), (false, Standard::X1a)] {
        let pdf = good(x4);
        keep(if x4 { "x4-good.pdf" } else { "x1a-good.pdf" }, &pdf.write());
        assert_eq!(broken(&judge(&pdf, standard)), Vec::<String>::new());
    }
}

#[test]
fn each_fault_is_named_by_its_rule() {
    let mut missed = Vec::new();
    for (number, fault) in faults::all().iter().enumerate() {
        for (x4, standard) in [(true, Standard::X4), (false, Standard::X1a)] {
            if matches!((fault.of, x4), (Of::X4, false) | (Of::X1a, true)) {
                continue;
            }
            let mut pdf = good(x4);
            (fault.act)(&mut pdf);
            let name = format!(
                "{}-{number:03}-{}-{}.pdf",
                if x4 { "x4" } else { "x1a" },
                fault.rule,
                fault.what.replace(|c: char| !c.is_alphanumeric(), "_")
            );
            keep(&name, &pdf.write());
            let findings = judge(&pdf, standard);
            let named = findings.iter().any(|f| f.rule.id == fault.rule && f.verdict >= Verdict::Warn);
            if !named {
                missed.push(format!("{name}: {:?}", broken(&findings)));
            }
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn every_rule_has_a_fault() {
    let faults = faults::all();
    let all = check(b"%PDF-1.4", &Settings { standard: Some(Standard::X1a), ..Settings::default() });
    let more = check(b"%PDF-1.4", &Settings { standard: Some(Standard::X4), ..Settings::default() });
    for finding in all.iter().chain(&more) {
        let id = finding.rule.id;
        assert!(id == "readable" || faults.iter().any(|f| f.rule == id), "no fault breaks {id}");
    }
}

#[test]
fn cut_files_return() {
    let whole = good(true).write();
    for cut in (0..whole.len()).step_by(397) {
        let findings = check(&whole[..cut], &Settings::default());
        assert!(findings.iter().any(|f| f.verdict == Verdict::Fail), "cut at {cut}");
    }
}

#[test]
fn a_bomb_is_refused() {
    let zeros = vec![0; 100 << 20];
    let pack = |data: &[u8]| {
        let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut packer, data).expect("memory");
        packer.finish().expect("memory")
    };
    let mut pdf = good(true);
    pdf.stream(preflight_support::FORM, "<< /Subtype /Form /BBox [0 0 9 9] /Filter /FlateDecode >>", &pack(&zeros));
    let findings = judge(&pdf, Standard::X4);
    let data = findings.iter().find(|f| f.rule.id == "stream-data").expect("the rule");
    assert_eq!(data.verdict, Verdict::Fail);
}

#[test]
fn what_cannot_be_opened_is_not_passed() {
    let findings = check(b"%PDF-1.6\nnothing", &Settings::default());
    assert!(findings.iter().any(|f| f.rule.id == "readable" && f.verdict == Verdict::Fail));
    let trim = findings.iter().find(|f| f.rule.id == "trim-box").expect("the rule");
    assert_eq!(trim.verdict, Verdict::NotChecked);
}
