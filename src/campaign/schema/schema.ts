/** The part of JSON Schema 2020-12 that our schemas use. */
export interface Schema {
  readonly $schema?: string;
  readonly $id?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly minProperties?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly propertyNames?: Schema;
  readonly required?: readonly string[];
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
}

export const draft = "https://json-schema.org/draft/2020-12/schema";

/** A map that allows only what it names. */
export function closedObject(
  properties: Readonly<Record<string, Schema>>,
  options: { readonly required?: readonly string[] } = {},
): Schema {
  return {
    type: "object",
    properties,
    additionalProperties: false,
    ...(options.required === undefined ? {} : { required: options.required }),
  };
}
