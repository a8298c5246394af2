//! JSON (RFC 8259) with bounds, refusing duplicate names.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::Budget;
use crate::limits::Limits;
use crate::problem::{Code, Problem, escape_pointer};

pub(super) fn read(text: &str, limits: &Limits) -> Result<Value, Problem> {
    let mut reader = Reader { budget: Budget::new(limits), problem: None };
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let result =
        Node(&mut reader).deserialize(&mut deserializer).and_then(|value| deserializer.end().map(|()| value));
    result.map_err(|error| {
        reader.problem.unwrap_or_else(|| {
            Problem::new(Code::Syntax, "", format!("the document is not valid JSON: {error}"))
        })
    })
}

struct Reader {
    budget: Budget,
    /// Why reading stopped, when it was us who stopped it; its pointer grows while unwinding.
    problem: Option<Problem>,
}

impl Reader {
    fn stop<E: serde::de::Error>(&mut self, problem: Problem) -> E {
        let error = E::custom(&problem.message);
        self.problem = Some(problem);
        error
    }

    fn unwound(&mut self, token: &str) {
        if let Some(problem) = &mut self.problem {
            problem.pointer = format!("/{token}{}", problem.pointer);
        }
    }
}

struct Node<'r>(&'r mut Reader);

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        if let Err(problem) = self.0.budget.spend(1) {
            return Err(self.0.stop(problem));
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let reader = self.0;
        if let Err(problem) = reader.budget.enter(1) {
            return Err(reader.stop(problem));
        }
        let mut items = Vec::new();
        loop {
            match access.next_element_seed(Node(reader)) {
                Ok(Some(value)) => items.push(value),
                Ok(None) => break,
                Err(error) => {
                    reader.unwound(&items.len().to_string());
                    return Err(error);
                }
            }
        }
        reader.budget.leave(1);
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let reader = self.0;
        if let Err(problem) = reader.budget.enter(1) {
            return Err(reader.stop(problem));
        }
        let mut members = Map::new();
        while let Some(name) = access.next_key::<String>()? {
            if members.contains_key(&name) {
                let pointer = format!("/{}", escape_pointer(&name));
                let message = format!("the member \"{name}\" appears twice; names must be unique");
                return Err(reader.stop(Problem::new(Code::DuplicateKey, pointer, message)));
            }
            match access.next_value_seed(Node(reader)) {
                Ok(value) => members.insert(name, value),
                Err(error) => {
                    reader.unwound(&escape_pointer(&name));
                    return Err(error);
                }
            };
        }
        reader.budget.leave(1);
        Ok(Value::Object(members))
    }
}
