/**
 * The leaves of nested data as texts under dotted names: `{ penalties: { l2: 0.1 } }` is `penalties.l2` = "0.1". A list of
 * plain values is one leaf, an empty list or object too.
 */
export function flattened(value: unknown, name = ''): [name: string, text: string][] {
  const inner = (key: string) => (name === '' ? key : `${name}.${key}`);
  if (Array.isArray(value) && value.some((item) => typeof item === 'object' && item !== null))
    return value.flatMap((item, i) => flattened(item, inner(String(i))));
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const entries = Object.entries(value);
    if (entries.length > 0) return entries.flatMap(([key, item]) => flattened(item, inner(key)));
  }
  if (value === undefined) return [];
  return [[name, typeof value === 'string' ? value : JSON.stringify(value)]];
}
