import * as z from 'zod';
import { registry } from './registry.ts';
import { recipeSchema } from './schema.ts';

/** The JSON Schema of what a recipe may be made from: every field with its description, default and names. */
export function recipeJsonSchema(): Readonly<Record<string, unknown>> {
  const schema = z.toJSONSchema(recipeSchema, { io: 'input' }) as Record<string, unknown>;
  // Names of things are the files of their rooms, which the schema itself does not know.
  const fields = schema.properties as Record<string, { properties?: Record<string, { enum?: string[] }> }>;
  const name = (field: string, names: object) => {
    const own = fields[field]?.properties?.name;
    if (own) own.enum = Object.keys(names);
  };
  name('architecture', registry.architectures);
  name('optimizer', registry.optimizers);
  name('schedule', registry.schedules);
  return schema;
}
