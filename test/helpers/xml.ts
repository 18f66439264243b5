/** An element of a parsed document. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (XmlElement | string)[];
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/** Whether a text has no half of a surrogate pair. */
export const isWellFormed = (text: string): boolean =>
  !/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text);

/** Text with its entities resolved. @throws anything that must be escaped and is not. */
function decoded(text: string): string {
  if (/</.test(text)) throw new Error(`an unescaped "<" in ${text.slice(0, 80)}`);
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text))
    throw new Error('a forbidden character');
  if (!isWellFormed(text)) throw new Error('half a surrogate pair');
  return text.replace(/&([^;]*);?/g, (whole, name: string) => {
    const value = whole.endsWith(';') ? entities[name] : undefined;
    if (value === undefined) throw new Error(`an unknown entity ${whole.slice(0, 20)}`);
    return value;
  });
}

/**
 * A strict reading of XML without comments, sections and processing instructions: every element closed in order,
 * attributes quoted and unique, entities known. A doctype in front is allowed, so that it reads pages as well.
 *
 * @throws where the text is not well-formed.
 */
export function parseXml(source: string): XmlElement {
  const text = source.replace(/^<!doctype html>\s*/, '').trimEnd();
  const root = { name: '', attributes: {}, children: [] as (XmlElement | string)[] };
  const open: (typeof root)[] = [root];
  const tag = /<(\/?)([A-Za-z][\w-]*)((?:\s+[\w:-]+="[^"]*")*)\s*(\/?)>/y;
  let at = 0;
  while (at < text.length) {
    const next = text.indexOf('<', at);
    const end = next < 0 ? text.length : next;
    const top = open.at(-1)!;
    if (end > at) top.children.push(decoded(text.slice(at, end)));
    if (next < 0) break;
    tag.lastIndex = next;
    const match = tag.exec(text);
    if (!match) throw new Error(`not a tag: ${text.slice(next, next + 80)}`);
    const [, closing, name, list, empty] = match;
    if (closing) {
      if (top.name !== name) throw new Error(`</${name}> closes <${top.name}>`);
      open.pop();
    } else {
      const attributes: Record<string, string> = {};
      for (const [, key, value] of list!.matchAll(/([\w:-]+)="([^"]*)"/g)) {
        if (key! in attributes) throw new Error(`${key} twice in <${name}>`);
        attributes[key!] = decoded(value!);
      }
      const element = { name: name!, attributes, children: [] };
      top.children.push(element);
      if (!empty) open.push(element);
    }
    at = tag.lastIndex;
  }
  const elements = root.children.filter((child) => typeof child !== 'string');
  if (open.length !== 1) throw new Error(`<${open.at(-1)!.name}> is not closed`);
  if (elements.length !== 1) throw new Error(`one root element; found ${elements.length}`);
  return elements[0]!;
}

/** All elements below and with `element`, in order, that have this name and these attributes. */
export function findAll(
  element: XmlElement,
  name: string | undefined,
  attributes: Readonly<Record<string, string>> = {},
): XmlElement[] {
  const fits =
    (name === undefined || element.name === name) &&
    Object.entries(attributes).every(([key, value]) => element.attributes[key] === value);
  const below = element.children.flatMap((child) =>
    typeof child === 'string' ? [] : findAll(child, name, attributes),
  );
  return fits ? [element, ...below] : below;
}

/** The text of an element and everything below it. */
export const textOf = (element: XmlElement): string =>
  element.children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('');
