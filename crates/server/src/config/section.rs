//! Declares a section once: structure, defaults and documentation.

/// A key of a section.
pub struct Field {
    pub name: &'static str,
    pub doc: &'static str,
}

/// `section! { /// doc  pub struct Name("name") { /// doc  key: Type = default, ... } }`
macro_rules! section {
    (
        $(#[doc = $doc:literal])+
        pub struct $name:ident($key:literal) {
            $( $(#[doc = $field_doc:literal])+ $field:ident: $type:ty = $default:expr, )+
        }
    ) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct $name {
            $( $(#[doc = $field_doc])+ pub $field: $type, )+
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $( $field: $default, )+ }
            }
        }

        impl $name {
            pub const SECTION: $crate::config::Section = $crate::config::Section {
                name: $key,
                doc: concat!($($doc,)+),
                fields: &[ $( $crate::config::Field { name: stringify!($field), doc: concat!($($field_doc,)+) }, )+ ],
            };
        }
    };
}
pub(super) use section;
