//! YAML 1.2 from parser events, so that every bound holds before memory is spent.
//!
//! The event reader is used instead of a serde one because those load all events of the text first:
//! flow collections nested a hundred thousand deep or aliases that multiply would be met too late.

use std::collections::HashMap;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, Tag};
use serde_json::{Map, Value};

use super::{Budget, scalar};
use crate::limits::Limits;
use crate::problem::{Code, Problem, escape_pointer};

pub(super) fn read(text: &str, limits: &Limits) -> Result<Value, Problem> {
    let mut builder = Builder::new(limits);
    for event in Parser::new_from_str(text) {
        let (event, _) = event.map_err(|error| syntax(&error, &builder))?;
        if let Err(mut problem) = builder.accept(event) {
            problem.pointer = builder.pointer() + &problem.pointer;
            return Err(problem);
        }
    }
    Ok(builder.root.unwrap_or(Value::Null))
}

fn syntax(error: &ScanError, builder: &Builder) -> Problem {
    if matches!(error.kind(), ErrorKind::RecursionLimitExceeded) {
        return builder.budget.too_deep();
    }
    let marker = error.marker();
    let message = format!(
        "the document is not valid YAML: {} at line {} column {}",
        error.kind(),
        marker.line(),
        marker.col() + 1
    );
    Problem::new(Code::Syntax, "", message)
}

/// A collection being filled.
enum Frame {
    Array { items: Vec<Value>, anchor: usize },
    Object { members: Map<String, Value>, name: Option<String>, merges: Vec<Value>, anchor: usize },
}

struct Anchored {
    value: Value,
    size: Size,
}

struct Builder {
    budget: Budget,
    frames: Vec<Frame>,
    anchors: HashMap<usize, Anchored>,
    documents: usize,
    root: Option<Value>,
}

impl Builder {
    fn new(limits: &Limits) -> Self {
        Self {
            budget: Budget::new(limits),
            frames: Vec::new(),
            anchors: HashMap::new(),
            documents: 0,
            root: None,
        }
    }

    fn accept(&mut self, event: Event<'_>) -> Result<(), Problem> {
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(Problem::new(
                        Code::Syntax,
                        "",
                        "the text holds several YAML documents; one is allowed",
                    ));
                }
                Ok(())
            }
            Event::Scalar(text, style, anchor, tag) => self.scalar(&text, style, anchor, tag.as_deref()),
            Event::Alias(anchor) => self.alias(anchor),
            Event::SequenceStart(_, anchor, _) => self.open(Frame::Array { items: Vec::new(), anchor }),
            Event::MappingStart(_, anchor, _) => {
                self.open(Frame::Object { members: Map::new(), name: None, merges: Vec::new(), anchor })
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            _ => Ok(()),
        }
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Tag>,
    ) -> Result<(), Problem> {
        self.budget.spend(1)?;
        if self.expects_name() {
            self.keep(anchor, || Value::String(text.to_owned()))?;
            return self.name(text.to_owned());
        }
        let value = match tag {
            Some(tag) if tag.is_yaml_core_schema_tag("str") => Value::String(text.to_owned()),
            Some(tag) if tag.is_yaml_core_schema() => scalar::plain(text),
            _ if style == ScalarStyle::Plain => scalar::plain(text),
            _ => Value::String(text.to_owned()),
        };
        self.keep(anchor, || value.clone())?;
        self.place(value)
    }

    fn alias(&mut self, anchor: usize) -> Result<(), Problem> {
        let Some(anchored) = self.anchors.get(&anchor) else {
            return Err(Problem::new(Code::Syntax, "", "a YAML alias refers to the value it is part of"));
        };
        let size = anchored.size;
        self.budget.copy(size.nodes, size.bytes)?;
        self.budget.spend(size.nodes)?;
        self.budget.enter(size.depth)?;
        self.budget.leave(size.depth);
        let value = anchored.value.clone();
        if !self.expects_name() {
            return self.place(value);
        }
        match value {
            Value::String(name) => self.name(name),
            _ => Err(complex_name()),
        }
    }

    fn open(&mut self, frame: Frame) -> Result<(), Problem> {
        if self.expects_name() {
            return Err(complex_name());
        }
        self.budget.spend(1)?;
        self.budget.enter(1)?;
        self.frames.push(frame);
        Ok(())
    }

    fn close(&mut self) -> Result<(), Problem> {
        let (value, anchor) = match self.frames.pop() {
            Some(Frame::Array { items, anchor }) => (Value::Array(items), anchor),
            Some(Frame::Object { mut members, merges, anchor, .. }) => {
                for merged in merges {
                    merge(&mut members, merged)?;
                }
                (Value::Object(members), anchor)
            }
            None => return Ok(()),
        };
        self.budget.leave(1);
        self.keep(anchor, || value.clone())?;
        self.place(value)
    }

    /// Remembers an anchored value (anchor 0 is none); the copy counts.
    fn keep(&mut self, anchor: usize, value: impl FnOnce() -> Value) -> Result<(), Problem> {
        if anchor == 0 {
            return Ok(());
        }
        let value = value();
        let size = Size::of(&value);
        self.budget.copy(size.nodes, size.bytes)?;
        self.anchors.insert(anchor, Anchored { value, size });
        Ok(())
    }

    fn expects_name(&self) -> bool {
        matches!(self.frames.last(), Some(Frame::Object { name: None, .. }))
    }

    fn name(&mut self, text: String) -> Result<(), Problem> {
        if let Some(Frame::Object { members, name, .. }) = self.frames.last_mut() {
            if members.contains_key(&text) {
                let pointer = format!("/{}", escape_pointer(&text));
                let message = format!("the member \"{text}\" appears twice; names must be unique");
                return Err(Problem::new(Code::DuplicateKey, pointer, message));
            }
            *name = Some(text);
        }
        Ok(())
    }

    fn place(&mut self, value: Value) -> Result<(), Problem> {
        match self.frames.last_mut() {
            None => self.root = Some(value),
            Some(Frame::Array { items, .. }) => items.push(value),
            Some(Frame::Object { members, name, merges, .. }) => match name.take() {
                // The merge key of YAML 1.1, which the tools of this field still honour.
                Some(name) if name == "<<" && (value.is_object() || value.is_array()) => merges.push(value),
                Some(name) => {
                    members.insert(name, value);
                }
                None => return Err(complex_name()),
            },
        }
        Ok(())
    }

    fn pointer(&self) -> String {
        let tokens = self.frames.iter().filter_map(|frame| match frame {
            Frame::Array { items, .. } => Some(format!("/{}", items.len())),
            Frame::Object { name, .. } => name.as_ref().map(|name| format!("/{}", escape_pointer(name))),
        });
        tokens.collect()
    }
}

/// What a value weighs when copied.
#[derive(Clone, Copy)]
struct Size {
    nodes: usize,
    bytes: usize,
    /// Levels of arrays and objects.
    depth: usize,
}

impl Size {
    fn of(value: &Value) -> Self {
        let mut size = Self { nodes: 1, bytes: 0, depth: 0 };
        match value {
            Value::String(text) => size.bytes = text.len(),
            Value::Array(items) => items.iter().for_each(|item| size.add(Self::of(item))),
            Value::Object(members) => {
                for (name, member) in members {
                    size.bytes += name.len();
                    size.add(Self::of(member));
                }
            }
            _ => {}
        }
        if value.is_array() || value.is_object() {
            size.depth += 1;
        }
        size
    }

    fn add(&mut self, child: Self) {
        self.nodes += child.nodes;
        self.bytes += child.bytes;
        self.depth = self.depth.max(child.depth);
    }
}

fn merge(members: &mut Map<String, Value>, merged: Value) -> Result<(), Problem> {
    let sources = match merged {
        Value::Array(items) => items,
        single => vec![single],
    };
    for source in sources {
        let Value::Object(source) = source else {
            return Err(Problem::new(
                Code::Syntax,
                "",
                "a YAML merge key takes a mapping or a list of mappings",
            ));
        };
        for (name, value) in source {
            members.entry(name).or_insert(value);
        }
    }
    Ok(())
}

fn complex_name() -> Problem {
    Problem::new(Code::Syntax, "", "the name of a member must be text, not an array or object")
}
