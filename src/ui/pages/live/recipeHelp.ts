/** The help of a recipe's schema, as the editor uses it. */

interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly anyOf?: readonly Schema[];
}

export interface HelpAnswer {
  readonly schema: Schema;
  readonly names: {
    readonly architecture: readonly {
      readonly name: string;
      readonly sizeRange: readonly [number, number];
    }[];
    readonly augmentations: readonly NamedOptions[];
    readonly loss: readonly string[];
    readonly optimizer: readonly string[];
    readonly schedule: readonly string[];
    readonly averaging: readonly string[];
  };
}

export interface NamedOptions {
  readonly name: string;
  readonly explanation: string;
  readonly defaults: Readonly<Record<string, unknown>>;
}

/** A field with what there is to know of it. */
export interface FieldHelp {
  /** Such as "optimizer.learningRate". */
  readonly path: string;
  readonly text: string;
  /** What it may be: names, or a range. */
  readonly allowed: string;
  readonly standard: string;
  /** A line of YAML that sets it. */
  readonly line: string;
}

/** All fields of a recipe, and those within them. */
export function fieldsOf({ schema, names }: HelpAnswer): readonly FieldHelp[] {
  const fields: FieldHelp[] = [];
  const known: Readonly<Record<string, readonly string[]>> = {
    'architecture.name': names.architecture.map(
      ({ name, sizeRange }) => `${name} (size ${sizeRange.join(' to ')})`,
    ),
    loss: names.loss,
    'optimizer.name': names.optimizer,
    schedule: names.schedule,
    averaging: names.averaging,
  };
  const walk = (properties: Readonly<Record<string, Schema>>, above: string) => {
    for (const [name, field] of Object.entries(properties)) {
      const path = above === '' ? name : `${above}.${name}`;
      const inner = [field, ...(field.anyOf ?? [])].find((one) => one.properties);
      fields.push({
        path,
        text: field.description ?? '',
        allowed: known[path]?.join(', ') ?? allowedText(field),
        standard: field.default === undefined ? '' : JSON.stringify(field.default),
        line: `${name}: ${field.default === undefined ? (inner ? '{}' : '') : JSON.stringify(field.default)}`,
      });
      // Of what lies deeper the backbone and its like are written by programs.
      if (inner?.properties && above === '' && name !== 'backbone' && name !== 'wordVectors')
        walk(inner.properties, path);
    }
  };
  walk(schema.properties ?? {}, '');
  return fields;
}

function allowedText(field: Schema): string {
  if (field.enum) return field.enum.map(String).join(', ');
  const ends = [field.minimum, field.maximum].map((end) =>
    end === undefined || Math.abs(end) > 1e12 ? undefined : String(end),
  );
  const range =
    ends[0] !== undefined && ends[1] !== undefined
      ? `${ends[0]} to ${ends[1]}`
      : ends[0] !== undefined
        ? `at least ${ends[0]}`
        : '';
  const type =
    { number: 'number', integer: 'whole number', boolean: 'true or false' }[field.type ?? ''] ?? '';
  return [type, range].filter(Boolean).join(', ');
}

/** The field whose line the cursor is in, by the keys at the beginnings of lines. */
export function fieldAt(text: string, caret: number, fields: readonly FieldHelp[]): FieldHelp | undefined {
  const lines = text
    .slice(0, text.indexOf('\n', caret) < 0 ? undefined : text.indexOf('\n', caret))
    .split('\n');
  const keyOf = (line: string) => /^(\s*)(?:- )?"?([A-Za-z0-9]+)"?\s*:/.exec(line);
  let indent = Infinity;
  const keys: string[] = [];
  for (const line of lines.reverse()) {
    const [, space, key] = keyOf(line) ?? [];
    if (space === undefined || key === undefined || space.length >= indent) continue;
    indent = space.length;
    keys.unshift(key);
  }
  for (let length = keys.length; length > 0; length--) {
    const found = fields.find(({ path }) => path === keys.slice(0, length).join('.'));
    if (found) return found;
  }
  return undefined;
}
