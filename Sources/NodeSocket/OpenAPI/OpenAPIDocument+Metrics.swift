extension OpenAPIDocument {
    /// What is counted and measured.
    static let metricSchemas = #"""
          "Metrics": {
            "type": "object",
            "properties": {
              "families": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/MetricFamily"}
              }
            },
            "required": ["families"]
          },
          "MetricFamily": {
            "type": "object",
            "properties": {
              "name": {"type": "string"},
              "help": {"type": "string"},
              "kind": {"type": "string", "enum": ["counter", "gauge", "histogram"]},
              "samples": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/MetricSample"}
              }
            },
            "required": ["name", "help", "kind", "samples"]
          },
          "MetricSample": {
            "type": "object",
            "properties": {
              "labels": {"type": "object", "additionalProperties": {"type": "string"}},
              "value": {"type": "number", "description": "Of a counter or a gauge."},
              "distribution": {"$ref": "#/components/schemas/Distribution"}
            },
            "required": ["labels"]
          },
          "Distribution": {
            "type": "object",
            "description": "Of a histogram: how often a value was at most each bound and \#
        above the one before; one count more, of what was above all.",
            "properties": {
              "bounds": {"type": "array", "items": {"type": "number"}},
              "counts": {"type": "array", "items": {"type": "integer"}},
              "sum": {"type": "number"}
            },
            "required": ["bounds", "counts", "sum"]
          }
        """#
}
