import { DataError } from '../util/errors.ts';
import { ELEMENT_TYPE_NAMES, ELEMENT_TYPE_NUMBERS, type ElementType } from './model.ts';
import type { MessageReader } from './protobuf.ts';

/** What to do with each field of a message, by number; fields without an entry are skipped. */
export type Handlers = Readonly<Record<number, (reader: MessageReader) => void>>;

const TYPES_BY_NUMBER = new Map(
  Object.entries(ELEMENT_TYPE_NUMBERS).map(([type, number]) => [number, type as ElementType]),
);

/** Hands each field of a message to its handler; the others are skipped. */
export function readFields(reader: MessageReader, handlers: Handlers): void {
  while (reader.next()) {
    const handler = handlers[reader.field];
    if (handler === undefined) reader.skip();
    else handler(reader);
  }
}

/** The element type of a number on the wire. @throws {DataError} one that Hibiscus does not read; `what` starts the message. */
export function elementType(number: number, what: string): ElementType {
  const type = TYPES_BY_NUMBER.get(number);
  if (type === undefined) {
    throw new DataError(
      `${what} must have one of the element types ${Object.keys(ELEMENT_TYPE_NUMBERS).join(', ')}. ` +
        `Received ${ELEMENT_TYPE_NAMES[number] ?? `the number ${number}`}. Convert the model to float32.`,
    );
  }
  return type;
}
