import { epochScalars } from './curves.ts';
import type { ExportedTraining } from './exportedRun.ts';
import { cut, oneLine } from './plainText.ts';
import { tfRecords } from './tfRecord.ts';
import { MessageWriter, WireType } from '../../onnx/protobuf.ts';

/** Field numbers of Event, Summary and what they hold. @see tensorboard/compat/proto/{event,summary,tensor}.proto */
const eventField = { wallTime: 1, step: 2, fileVersion: 3, summary: 5 };
const valueField = { tag: 1, simpleValue: 2, tensor: 8, metadata: 9 };
const summaryValue = 1;
const metadataField = { pluginData: 1, dataClass: 4 };
const pluginName = 1;
const tensorField = { type: 1, shape: 2, strings: 8 };
const shapeDimension = 2;
const dimensionSize = 1;
const stringType = 7;
const tensorClass = 2;

const longestValue = 2000;

export interface EventFileOptions {
  /** When the training began, in seconds since 1970. */
  readonly startSeconds: number;
  /** How long it took; the points share it by their steps. */
  readonly seconds: number;
  /** What a point's place on the axis is: optimizer steps, or epochs. */
  readonly by: 'step' | 'epoch';
}

/**
 * The event file of one training, as TensorBoard reads it: a scalar for each number of each epoch, the scores that stand
 * beside the curves at the last step, and the hyperparameters as a text.
 *
 * Scalars are float32 there.
 */
export function eventFile(training: ExportedTraining, options: EventFileOptions): Uint8Array<ArrayBuffer> {
  const { history, scores, recipe } = training;
  const last = history.at(-1);
  const lastStep = last?.steps || 1;
  const at = (steps: number) => options.startSeconds + options.seconds * (steps / lastStep);
  const placeOf = (record: { epoch: number; steps: number }) =>
    options.by === 'step' ? record.steps : record.epoch;
  const events = [event(options.startSeconds, 0, (to) => text(to, eventField.fileVersion, 'brain.Event:2'))];
  if (recipe.length > 0)
    events.push(
      event(options.startSeconds, 0, (to) =>
        nested(to, eventField.summary, () => textValue(to, 'hyperparameters', markdownTable(recipe))),
      ),
    );
  const scalars = (steps: number, place: number, values: readonly (readonly [string, number])[]) =>
    events.push(
      event(at(steps), place, (to) =>
        nested(to, eventField.summary, () => {
          for (const [tag, value] of values) scalarValue(to, tag, value);
        }),
      ),
    );
  for (const record of history) scalars(record.steps, placeOf(record), epochScalars(record));
  if (scores.length > 0) scalars(lastStep, last ? placeOf(last) : 0, scores);
  return tfRecords(events);
}

/** Names and texts as a table in Markdown, of which nothing is read as Markdown or HTML. */
export function markdownTable(rows: readonly (readonly [name: string, text: string])[]): string {
  const cell = (given: string) =>
    cut(oneLine(given), longestValue)
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replace(/[\\`*_{}[\]()#|]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  return [
    '| name | value |',
    '|---|---|',
    ...rows.map(([name, value]) => `| ${cell(name)} | ${cell(value)} |`),
  ].join('\n');
}

function event(wallTime: number, step: number, write: (to: MessageWriter) => void): Uint8Array {
  const to = new MessageWriter(1024);
  to.tag(eventField.wallTime, WireType.fixed64);
  to.float64(wallTime);
  to.tag(eventField.step, WireType.varint);
  to.varint(step);
  write(to);
  return to.toBytes();
}

function scalarValue(to: MessageWriter, tag: string, value: number): void {
  nested(to, summaryValue, () => {
    text(to, valueField.tag, oneLine(tag));
    to.tag(valueField.simpleValue, WireType.fixed32);
    to.float32(value);
  });
}

function textValue(to: MessageWriter, tag: string, content: string): void {
  nested(to, summaryValue, () => {
    text(to, valueField.tag, tag);
    nested(to, valueField.metadata, () => {
      nested(to, metadataField.pluginData, () => text(to, pluginName, 'text'));
      to.tag(metadataField.dataClass, WireType.varint);
      to.varint(tensorClass);
    });
    nested(to, valueField.tensor, () => {
      to.tag(tensorField.type, WireType.varint);
      to.varint(stringType);
      nested(to, tensorField.shape, () =>
        nested(to, shapeDimension, () => {
          to.tag(dimensionSize, WireType.varint);
          to.varint(1);
        }),
      );
      text(to, tensorField.strings, content);
    });
  });
}

function nested(to: MessageWriter, field: number, write: () => void): void {
  to.tag(field, WireType.bytes);
  const start = to.begin();
  write();
  to.end(start);
}

function text(to: MessageWriter, field: number, value: string): void {
  to.tag(field, WireType.bytes);
  to.text(value);
}
