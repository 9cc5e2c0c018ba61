//! One line an item.
