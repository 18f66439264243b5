type Form = Readonly<Record<string, unknown>>;

const isForm = (value: unknown): value is Form =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** "learningRate" as "learning rate". */
const words = (key: string): string =>
  key.replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);

/** A single value as people write it. */
export function plain(value: unknown): string {
  if (value === null || value === undefined) return 'none';
  if (typeof value === 'number' && !Number.isFinite(value)) return 'not a number';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(plain).join(', ');
  if (isForm(value)) return onOneLine(value);
  return String(value);
}

/** A thing with its options: "shift (x range −0.1, 0.1)". */
function onOneLine(form: Form): string {
  const { name, ...options } = form;
  const listed = Object.entries(options).map(([key, option]) =>
    Array.isArray(option)
      ? `${words(key)} ${option.map(plain).join(' to ')}`
      : `${words(key)} ${plain(option)}`,
  );
  if (name === undefined) return listed.join(', ') || 'none';
  return listed.length > 0 ? `${plain(name)} (${listed.join(', ')})` : plain(name);
}

/** A recipe as lines that people can read, one field a line. Any form is accepted; nothing is left out. */
export function recipeLines(recipe: Form): string[] {
  return Object.entries(recipe).flatMap(([key, value]) => {
    if (Array.isArray(value) && value.some(isForm))
      return [`${words(key)}:`, ...value.map((entry) => `  - ${plain(entry)}`)];
    return [`${words(key)}: ${plain(value)}`];
  });
}

/** The fields in which two recipes differ, each as the baseline has it and as the chosen one has it. */
export function recipeChanges(
  baseline: Form,
  chosen: Form,
): { field: string; before: string; after: string }[] {
  const keys = [...new Set([...Object.keys(baseline), ...Object.keys(chosen)])];
  return keys.flatMap((key) => {
    const [a, b] = [baseline[key], chosen[key]];
    if (JSON.stringify(a) === JSON.stringify(b)) return [];
    if (isForm(a) && isForm(b) && a.name === b.name)
      return recipeChanges(a, b).map(({ field, ...change }) => ({
        field: `${words(key)}: ${field}`,
        ...change,
      }));
    return [{ field: words(key), before: plain(a), after: plain(b) }];
  });
}
