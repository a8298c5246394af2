//! What is wrong with a document, and where.

use std::fmt;

/// One thing wrong with a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub code: Code,
    /// JSON pointer (RFC 6901) to the offending value; empty for the whole document.
    pub pointer: String,
    /// What was wrong and what is allowed.
    pub message: String,
}

/// The kind of problem; stable, for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Code {
    TooLarge,
    TooDeep,
    TooManyNodes,
    TooManyAliases,
    NotUtf8,
    Syntax,
    DuplicateKey,
    NotAnObject,
    UnknownVersion,
    MissingMember,
    UnknownMember,
    WrongType,
    InvalidValue,
    PathWithoutSlash,
    PathTemplate,
    PathConflict,
    PathParameter,
    DuplicateParameter,
    DuplicateOperationId,
    UnresolvedRef,
    CyclicRef,
    RemoteRef,
    UnknownSecurityScheme,
    TooManyProblems,
}

impl Code {
    /// The code as text, in kebab case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TooLarge => "too-large",
            Self::TooDeep => "too-deep",
            Self::TooManyNodes => "too-many-nodes",
            Self::TooManyAliases => "too-many-aliases",
            Self::NotUtf8 => "not-utf8",
            Self::Syntax => "syntax",
            Self::DuplicateKey => "duplicate-key",
            Self::NotAnObject => "not-an-object",
            Self::UnknownVersion => "unknown-version",
            Self::MissingMember => "missing-member",
            Self::UnknownMember => "unknown-member",
            Self::WrongType => "wrong-type",
            Self::InvalidValue => "invalid-value",
            Self::PathWithoutSlash => "path-without-slash",
            Self::PathTemplate => "path-template",
            Self::PathConflict => "path-conflict",
            Self::PathParameter => "path-parameter",
            Self::DuplicateParameter => "duplicate-parameter",
            Self::DuplicateOperationId => "duplicate-operation-id",
            Self::UnresolvedRef => "unresolved-ref",
            Self::CyclicRef => "cyclic-ref",
            Self::RemoteRef => "remote-ref",
            Self::UnknownSecurityScheme => "unknown-security-scheme",
            Self::TooManyProblems => "too-many-problems",
        }
    }
}

impl Problem {
    pub(crate) fn new(code: Code, pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code, pointer: pointer.into(), message: message.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.pointer.is_empty() {
            f.write_str(&self.message)
        } else {
            write!(f, "{}: {}", self.pointer, self.message)
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A JSON pointer under construction: a list on the stack, printed only when a problem is found.
#[derive(Clone, Copy)]
pub(crate) enum Pointer<'a> {
    Root,
    Key(&'a Pointer<'a>, &'a str),
    Index(&'a Pointer<'a>, usize),
}

impl<'a> Pointer<'a> {
    pub fn key(&'a self, key: &'a str) -> Pointer<'a> {
        Pointer::Key(self, key)
    }

    pub fn index(&'a self, index: usize) -> Pointer<'a> {
        Pointer::Index(self, index)
    }
}

impl fmt::Display for Pointer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => Ok(()),
            Self::Key(parent, key) => write!(f, "{parent}/{}", escape_pointer(key)),
            Self::Index(parent, index) => write!(f, "{parent}/{index}"),
        }
    }
}

/// Escapes one reference token (RFC 6901 section 3).
pub(crate) fn escape_pointer(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}
