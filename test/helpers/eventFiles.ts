/** Event files of TensorBoard, read by other code than wrote them: bit by bit, and by protobufjs. */
import protobufjs from 'protobufjs';

const proto = `
syntax = "proto3";
message Event { double wall_time = 1; int64 step = 2; oneof what { string file_version = 3; Summary summary = 5; } }
message Summary { repeated Value value = 1; }
message Value { string tag = 1; oneof value { float simple_value = 2; Tensor tensor = 8; } Metadata metadata = 9; }
message Metadata { PluginData plugin_data = 1; int32 data_class = 4; }
message PluginData { string plugin_name = 1; bytes content = 2; }
message Tensor { int32 dtype = 1; Shape tensor_shape = 2; repeated bytes string_val = 8; }
message Shape { repeated Dim dim = 2; }
message Dim { int64 size = 1; }
`;
const event = protobufjs.parse(proto, { keepCase: true }).root.lookupType('Event');

export interface ReadValue {
  readonly tag: string;
  readonly simple_value?: number;
  readonly tensor?: {
    readonly dtype: number;
    readonly tensor_shape: { readonly dim: readonly { readonly size: number }[] };
    readonly string_val: readonly Uint8Array[];
  };
  readonly metadata?: { readonly plugin_data: { readonly plugin_name: string }; readonly data_class: number };
}

export interface ReadEvent {
  readonly wall_time: number;
  readonly step?: number;
  readonly file_version?: string;
  readonly summary?: { readonly value: readonly ReadValue[] };
}

/** CRC-32C by its definition: the remainder of the message, bit by bit, by the reversed polynomial. */
export function crc32cByBits(bytes: Uint8Array): number {
  let remainder = 0xffffffff;
  for (const byte of bytes)
    for (let bit = 0; bit < 8; bit++) {
      const out = (remainder ^ (byte >>> bit)) & 1;
      remainder = (remainder >>> 1) ^ (out ? 0x82f63b78 : 0);
    }
  return ~remainder >>> 0;
}

const masked = (bytes: Uint8Array): number => {
  const crc = BigInt(crc32cByBits(bytes));
  return Number((((crc >> 15n) | (crc << 17n)) + 0xa282ead8n) & 0xffffffffn);
};

/** The records of a file. @throws where a checksum is wrong or bytes are left. */
export function recordsOf(file: Uint8Array): Uint8Array[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const records: Uint8Array[] = [];
  let at = 0;
  while (at < file.length) {
    const length = Number(view.getBigUint64(at, true));
    const check = (start: number, size: number) => {
      const [said, is] = [view.getUint32(start + size, true), masked(file.subarray(start, start + size))];
      if (said !== is) throw new Error(`checksum at byte ${start + size}: ${said} instead of ${is}`);
    };
    check(at, 8);
    check(at + 12, length);
    records.push(file.subarray(at + 12, at + 12 + length));
    at += length + 16;
  }
  return records;
}

export const eventsOf = (file: Uint8Array): ReadEvent[] =>
  recordsOf(file).map((record) => event.toObject(event.decode(record), { longs: Number }) as ReadEvent);
