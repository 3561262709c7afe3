import type { OpenAPIObject } from '@nestjs/swagger';

type Components = NonNullable<OpenAPIObject['components']>;
export type OpenApiSchema = NonNullable<Components['schemas']>[string];

/** JSON Schema (draft 7), as far as we need it. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: string;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
  readonly items?: JsonSchema;
}

/** An object with all of these properties and no others. */
export function objectOf(
  properties: Readonly<Record<string, JsonSchema>>,
  optional: readonly string[] = [],
): JsonSchema & { readonly properties: Readonly<Record<string, JsonSchema>> } {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', properties, required, additionalProperties: false };
}

/** The same schema as OpenAPI 3.0 writes it: there, `null` is a keyword and no type. */
export function fromOpenApi(schema: OpenApiSchema): JsonSchema {
  if ('$ref' in schema) return { $ref: schema.$ref };
  const { type, nullable, format, minimum, description, items, properties } = schema;
  const values: readonly unknown[] | undefined = schema.enum;
  if (properties) {
    const entries = Object.entries(properties);
    return objectOf(
      Object.fromEntries(entries.map(([name, of]) => [name, fromOpenApi(of)])),
      Object.keys(properties).filter((name) => !schema.required?.includes(name)),
    );
  }
  const types = [type ?? []].flat();
  return {
    ...(types.length > 0 && {
      type: nullable ? [...types, 'null'] : types.length > 1 ? types : types[0],
    }),
    ...(values && { enum: nullable ? [...values, null] : values }),
    ...(format !== undefined && { format }),
    ...(minimum !== undefined && { minimum }),
    ...(description !== undefined && { description }),
    ...(items && { items: fromOpenApi(items) }),
  };
}
