/// The part of SARIF 2.1.0 that the program writes, as a JSON Schema.
///
/// Written by hand after the OASIS standard, and stricter than it: a member that is not written is not allowed.
enum SARIFSchema {
    static let text = #"""
        {
          "$schema": "http://json-schema.org/draft-07/schema#",
          "title": "The part of SARIF 2.1.0 that kirikae writes",
          "description": "Written by hand after the OASIS standard. Stricter than it: members that are not written are not allowed.",
          "type": "object",
          "additionalProperties": false,
          "required": ["$schema", "version", "runs"],
          "properties": {
            "$schema": {"type": "string", "pattern": "^https://"},
            "version": {"enum": ["2.1.0"]},
            "runs": {"type": "array", "minItems": 1, "maxItems": 1, "items": {"$ref": "#/definitions/run"}}
          },
          "definitions": {
            "run": {
              "type": "object",
              "additionalProperties": false,
              "required": ["tool", "results", "columnKind", "language"],
              "properties": {
                "tool": {
                  "type": "object",
                  "additionalProperties": false,
                  "required": ["driver"],
                  "properties": {"driver": {"$ref": "#/definitions/driver"}}
                },
                "language": {"type": "string", "pattern": "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$"},
                "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                "results": {"type": "array", "items": {"$ref": "#/definitions/result"}}
              }
            },
            "driver": {
              "type": "object",
              "additionalProperties": false,
              "required": ["name", "version", "rules"],
              "properties": {
                "name": {"type": "string", "minLength": 1},
                "version": {"type": "string", "minLength": 1},
                "rules": {"type": "array", "uniqueItems": true, "items": {"$ref": "#/definitions/rule"}}
              }
            },
            "rule": {
              "type": "object",
              "additionalProperties": false,
              "required": ["id", "name", "shortDescription", "fullDescription", "help", "defaultConfiguration"],
              "properties": {
                "id": {"type": "string", "pattern": "^KRK[0-9]{4}$"},
                "name": {"type": "string", "pattern": "^[A-Za-z0-9]+$"},
                "shortDescription": {"$ref": "#/definitions/text"},
                "fullDescription": {"$ref": "#/definitions/text"},
                "help": {"$ref": "#/definitions/text"},
                "defaultConfiguration": {
                  "type": "object",
                  "additionalProperties": false,
                  "required": ["level"],
                  "properties": {"level": {"$ref": "#/definitions/level"}}
                },
                "properties": {"type": "object"}
              }
            },
            "result": {
              "type": "object",
              "additionalProperties": false,
              "required": ["ruleId", "ruleIndex", "level", "message", "locations"],
              "properties": {
                "ruleId": {"type": "string", "pattern": "^KRK[0-9]{4}$"},
                "ruleIndex": {"type": "integer", "minimum": 0},
                "level": {"$ref": "#/definitions/level"},
                "message": {"$ref": "#/definitions/text"},
                "locations": {"type": "array", "maxItems": 1, "items": {"$ref": "#/definitions/location"}},
                "relatedLocations": {
                  "type": "array",
                  "minItems": 1,
                  "items": {"allOf": [{"$ref": "#/definitions/location"}, {"required": ["message"]}]}
                }
              }
            },
            "location": {
              "type": "object",
              "additionalProperties": false,
              "required": ["physicalLocation"],
              "properties": {
                "message": {"$ref": "#/definitions/text"},
                "physicalLocation": {
                  "type": "object",
                  "additionalProperties": false,
                  "required": ["artifactLocation", "region"],
                  "properties": {
                    "artifactLocation": {
                      "type": "object",
                      "additionalProperties": false,
                      "required": ["uri"],
                      "properties": {"uri": {"type": "string", "pattern": "^(file://)?([A-Za-z0-9._~/-]|%[0-9A-F]{2})+$"}}
                    },
                    "region": {
                      "type": "object",
                      "additionalProperties": false,
                      "required": ["startLine", "startColumn", "endLine", "endColumn"],
                      "properties": {
                        "startLine": {"type": "integer", "minimum": 1},
                        "startColumn": {"type": "integer", "minimum": 1},
                        "endLine": {"type": "integer", "minimum": 1},
                        "endColumn": {"type": "integer", "minimum": 1}
                      }
                    }
                  }
                }
              }
            },
            "text": {
              "type": "object",
              "additionalProperties": false,
              "required": ["text"],
              "properties": {"text": {"type": "string", "minLength": 1}}
            },
            "level": {"enum": ["none", "note", "warning", "error"]}
          }
        }
        """#
}
