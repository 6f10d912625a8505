import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import type { Schema } from "./schema.ts";

/**
 * Makes the function that checks a value; made once for each schema, when it is first needed. Whether the schemas are
 * schemas is asked by the tests: to ask it here takes longer than to compile all of them.
 */
export function compileSchema<Value>(schema: Schema): ValidateFunction<Value> {
  // verbose: an error then carries the value and the schema beside it, for the hint.
  ajv ??= new Ajv2020({
    allErrors: true,
    strict: true,
    allowUnionTypes: true,
    verbose: true,
    meta: false,
    validateSchema: false,
    // A pass over the code that shortens it, and costs a start more than it ever gives back.
    code: { optimize: false },
  });
  // It keeps what it has compiled, by the schema.
  return ajv.compile<Value>(schema);
}

let ajv: Ajv2020 | undefined;
