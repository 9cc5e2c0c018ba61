//! Checks that a line of text cannot show: ink, glyphs, strokes, pages. Named in the expectations' `checks`.

use crate::judge::Verdict;
use crate::{faces, pages, quality, set};

type Check = fn() -> Verdict;

/// Name in the data → what it runs.
const CHECKS: &[(&str, Check)] = &[
    ("corpus::no_stretch_where_forbidden", quality::no_stretch_where_forbidden),
    ("corpus::floors", quality::floors),
    ("corpus::widest_gaps", quality::widest_gaps),
    ("corpus::optimum_never_dearer", quality::optimum_never_dearer),
    ("corpus::external_tables", quality::external_tables),
    ("bench::ten_times_the_text", quality::ten_times_the_text),
    ("corpus::deterministic", quality::deterministic),
    ("faces::centred_marks", faces::centred_marks),
    ("faces::dash_is_solid", faces::dash_is_solid),
    ("faces::ellipsis_in_the_middle", faces::ellipsis_in_the_middle),
    ("faces::figures_tabular_lining", faces::figures_tabular_lining),
    ("faces::ink_side", faces::ink_side),
    ("faces::centred_face_under_hans", faces::centred_face_under_hans),
    ("faces::trim_keeps_glyph", faces::trim_keeps_glyph),
    ("faces::locl", faces::locl),
    ("faces::marks_from_cjk_face", faces::marks_from_cjk_face),
    ("faces::fallback", faces::fallback),
    ("faces::variation_sequences", faces::variation_sequences),
    ("faces::house_glyph", faces::house_glyph),
    ("faces::engine_owns_spacing", faces::engine_owns_spacing),
    ("faces::proportional_marks", faces::proportional_marks),
    ("faces::no_made_up_bold", faces::no_made_up_bold),
    ("faces::palt_headline", faces::palt_headline),
    ("faces::proportional_han", faces::proportional_han),
    ("faces::vertical_marks_upper_right", faces::vertical_marks_upper_right),
    ("faces::vertical_quotes", faces::vertical_quotes),
    ("faces::vertical_corner_brackets", faces::vertical_corner_brackets),
    ("faces::vertical_dash", faces::vertical_dash),
    ("faces::vertical_ellipsis", faces::vertical_ellipsis),
    ("faces::vertical_brackets", faces::vertical_brackets),
    ("faces::vertical_letters", faces::vertical_letters),
    ("faces::tate_chu_yoko", faces::tate_chu_yoko),
    ("faces::vertical_numbers", faces::vertical_numbers),
    ("faces::vertical_stops", faces::vertical_stops),
    ("faces::vertical_connectors", faces::vertical_connectors),
    ("faces::vertical_signs", faces::vertical_signs),
    ("faces::turned_latin_on_axis", faces::turned_latin_on_axis),
    ("faces::mixed_faces_level", faces::mixed_faces_level),
    ("faces::quotes_and_dots_in_their_boxes", faces::quotes_and_dots_in_their_boxes),
    ("set::emphasis_dots", set::emphasis_dots),
    ("set::emphasis_dots_ja", set::emphasis_dots_ja),
    ("set::touching_name_lines", set::touching_name_lines),
    ("set::name_line_over_stretch", set::name_line_over_stretch),
    ("set::line_then_dots", set::line_then_dots),
    ("set::marks_in_narrow_gap", set::marks_in_narrow_gap),
    ("set::leaning_about_the_middle", set::leaning_about_the_middle),
    ("set::name_line_on_frames", set::name_line_on_frames),
    ("set::deceased_frame", set::deceased_frame),
    ("set::pinyin", set::pinyin),
    ("set::bopomofo", set::bopomofo),
    ("set::bopomofo_neutral_tone", set::bopomofo_neutral_tone),
    ("set::bopomofo_stays", set::bopomofo_stays),
    ("set::ruby_overhang", set::ruby_overhang),
    ("set::group_ruby", set::group_ruby),
    ("set::jukugo_ruby", set::jukugo_ruby),
    ("set::warichu", set::warichu),
    ("pages::baselines_coincide", pages::baselines_coincide),
    ("pages::pitch_across_paragraphs", pages::pitch_across_paragraphs),
    ("pages::ruby_keeps_pitch", pages::ruby_keeps_pitch),
    ("pages::measure_of_whole_characters", pages::measure_of_whole_characters),
    ("pages::column_modes", pages::column_modes),
    ("pages::frame_grid_size", pages::frame_grid_size),
    ("pages::vertical_lines_right_to_left", pages::vertical_lines_right_to_left),
    ("pages::house_glyph_drawn", pages::house_glyph_drawn),
    ("pages::korean_words", pages::korean_words),
    ("pdf::text_comes_back", pages::text_comes_back),
];

/// Runs a named check.
pub fn check(name: &str) -> Verdict {
    let found = CHECKS.iter().find(|(n, _)| *n == name);
    let (_, run) = found.ok_or(format!("no check {name} yet"))?;
    run().map_err(|e| format!("{name}: {e}"))
}
