//! Shipped layouts read without a message; the rest of this file grows with the codes.

use banxin::diag::Report;
use banxin::files::Memory;

#[test]
fn shipped_layouts_read_without_a_message() {
    for layout in ["broadsheet", "tabloid"] {
        let issue =
            format!("layout = \"{layout}\"\ndate = 2023-03-27\n[[page]]\nnumber = 1\nkind = \"front\"\nstories = []\n");
        let files = Memory::default().with("i/issue.toml", issue);
        let mut report = Report::default();
        banxin::read::issue(&files, "i", None, &mut report).expect(layout);
        for d in &report.diagnostics {
            let at = d.span.map(|s| (report.sources.get(s.file).name.clone(), report.sources.locate(s.file, s.start)));
            eprintln!("{layout}: {} {} {at:?} {:?}", d.code.0, d.message, d.help);
        }
        assert!(report.diagnostics.is_empty());
    }
}
