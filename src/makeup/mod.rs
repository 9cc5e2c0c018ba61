//! From stories to made-up pages.
