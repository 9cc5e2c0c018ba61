//! Small typed handles into the tables of an issue.

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);
        impl $name {
            /// As an index into its table.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}
id!(
    /// A story (稿件), by its place in [`crate::model::issue::Issue::stories`].
    StoryId
);
id!(
    /// A face, by its place in the table of faces.
    FontId
);
id!(
    /// A picture or supplied artwork, by its place in the table of art.
    ArtId
);
