//! Bounds on the shape of a body.

use super::Parameters;
use crate::Invalid;

const DEFAULT: usize = 100;

/// Bounds on a JSON text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JsonLimits {
    /// Members of all objects together.
    pub properties: usize,
    /// Characters of a text.
    pub text: usize,
    /// Elements of one array.
    pub elements: usize,
    /// Characters of a member's name.
    pub key: usize,
    pub depth: usize,
}

/// Bounds on an XML document. Document types are never read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct XmlLimits {
    pub depth: usize,
    /// Elements of the whole document.
    pub elements: usize,
    /// Attributes of one element.
    pub attributes: usize,
    /// Characters of an attribute's value.
    pub attribute: usize,
    /// References to characters and entities in the whole document.
    pub references: usize,
    /// Elements within one element.
    pub children: usize,
}

impl JsonLimits {
    pub(super) fn read(given: &Parameters<'_>) -> Result<Self, Invalid> {
        let class = given.text("jsonSchemaValidator")?;
        if class.is_some_and(|c| c != "org.wso2.carbon.apimgt.gateway.mediators.JsonSchemaValidator") {
            return Err(Invalid::new("jsonSchemaValidator", "other implementations are not supported"));
        }
        Ok(Self {
            properties: given.number("maxPropertyCount", DEFAULT)?,
            text: given.number("maxStringLength", DEFAULT)?,
            elements: given.number("maxArrayElementCount", DEFAULT)?,
            key: given.number("maxKeyLength", DEFAULT)?,
            depth: given.number("maxJsonDepth", DEFAULT)?,
        })
    }
}

impl XmlLimits {
    const NONE: Self = Self {
        depth: usize::MAX,
        elements: usize::MAX,
        attributes: usize::MAX,
        attribute: usize::MAX,
        references: usize::MAX,
        children: usize::MAX,
    };

    pub(super) fn read(given: &Parameters<'_>) -> Result<Self, Invalid> {
        if given.flag("dtdEnabled", false)? {
            return Err(Invalid::new("dtdEnabled", "must be false: document types are never read"));
        }
        if given.flag("schemaValidation", false)? || given.text("xsdURL")?.is_some() {
            return Err(Invalid::new("schemaValidation", "must be false: XML schemas are not supported"));
        }
        // Without document types there is no external entity.
        given.flag("externalEntitiesEnabled", false)?;
        if !given.flag("xmlValidation", true)? {
            return Ok(Self::NONE);
        }
        Ok(Self {
            depth: given.number("maxXMLDepth", DEFAULT)?,
            elements: given.number("maxElementCount", DEFAULT)?,
            attributes: given.number("maxAttributeCount", DEFAULT)?,
            attribute: given.number("maxAttributeLength", DEFAULT)?,
            references: given.number("entityExpansionLimit", DEFAULT)?,
            children: given.number("maxChildrenPerElement", DEFAULT)?,
        })
    }
}
