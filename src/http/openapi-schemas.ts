import type { OpenAPIObject } from '@nestjs/swagger';
import { PATTERNS } from './openapi-examples.js';

interface SchemaNode {
  type?: string;
  properties?: Record<string, SchemaNode>;
  items?: SchemaNode;
  allOf?: SchemaNode[];
  $ref?: string;
  additionalProperties?: unknown;
  description?: string;
  default?: unknown;
  pattern?: string;
}

/** What holds of all schemas, and would be forgotten at some if each had to say it. */
export function tightenSchemas(document: OpenAPIObject): void {
  const schemas = (document.components?.schemas ?? {}) as Record<string, SchemaNode>;
  for (const schema of Object.values(schemas)) makeWhole(schema);
  for (const operations of Object.values(document.paths)) {
    for (const operation of Object.values(operations) as Operation[]) {
      for (const parameter of operation.parameters ?? []) makeWhole(parameter.schema ?? {});
      for (const { schema } of Object.values(operation.requestBody?.content ?? {})) {
        describeBody(schema ?? {}, schemas);
      }
    }
  }
}

interface Operation {
  readonly parameters?: readonly { readonly schema?: SchemaNode }[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema?: SchemaNode }> };
}

/** Every number of the API is a whole one. */
function makeWhole(schema: SchemaNode): void {
  if (schema.type === 'number') schema.type = 'integer';
  for (const property of Object.values(schema.properties ?? {})) makeWhole(property);
  if (schema.items) makeWhole(schema.items);
  for (const part of schema.allOf ?? []) makeWhole(part);
}

/**
 * Unknown fields of a body are refused. What is taken for a field that is left out stands in words: generators take
 * a `default` for a promise that the field is always there, and would demand it of whoever sends one.
 */
function describeBody(schema: SchemaNode, schemas: Readonly<Record<string, SchemaNode>>): void {
  const named = schema.$ref?.split('/').at(-1);
  const target = named === undefined ? schema : schemas[named];
  if (!target?.properties) return;
  target.additionalProperties = false;
  for (const [name, property] of Object.entries(target.properties)) {
    const pattern = PATTERNS[name];
    if (pattern !== undefined) property.pattern = pattern;
    if (property.default !== undefined) {
      const said = property.description === undefined ? '' : `${property.description}\n`;
      property.description = `${said}Without it: ${JSON.stringify(property.default)}.`;
      delete property.default;
    }
    if (property.items) describeBody(property.items, schemas);
  }
}
