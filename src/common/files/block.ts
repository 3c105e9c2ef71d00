import { crc32 } from 'node:zlib';

// The layout of a block, little-endian: what it is, its version, the checksum of all that follows the prefix, the lengths
// of header and payload; then the header (JSON, padded with blanks to 8 bytes) and the payload.
const PREFIX = 24;
const ALIGNMENT = 8;

/** What a block holds, and which version of it: another is not read. */
export interface BlockKind {
  readonly magic: number;
  readonly version: number;
}

export interface Block {
  readonly header: unknown;
  /** Aligned for any typed array; a part of the bytes that were read, where these are. */
  readonly payload: Uint8Array<ArrayBuffer>;
  /** Where the next one starts. */
  readonly end: number;
}

/** Packs derived data so that a reader can tell whether it is whole. */
export function packBlock(
  { magic, version }: BlockKind,
  header: unknown,
  payload: Buffer,
): Buffer<ArrayBuffer> {
  const text = Buffer.from(JSON.stringify(header));
  const padding = Buffer.alloc((ALIGNMENT - (text.length % ALIGNMENT)) % ALIGNMENT, ' ');
  const body = Buffer.concat([text, padding, payload]);
  const prefix = Buffer.alloc(PREFIX);
  [magic, version, crc32(body), text.length + padding.length, payload.length].forEach((number, place) => {
    prefix.writeUInt32LE(number, place * 4);
  });
  return Buffer.concat([prefix, body]);
}

/** Unpacks the block at `start`. @returns null where there is none of the kind, or not a whole one. */
export function unpackBlock(
  { magic, version }: BlockKind,
  bytes: Buffer<ArrayBuffer>,
  start = 0,
): Block | null {
  if (bytes.length < start + PREFIX) return null;
  const [actualMagic, actualVersion, checksum, headerLength, payloadLength, zero] = [0, 1, 2, 3, 4, 5].map(
    (place) => bytes.readUInt32LE(start + place * 4),
  );
  const end = start + PREFIX + headerLength + payloadLength;
  if (actualMagic !== magic || actualVersion !== version || zero !== 0 || bytes.length < end) return null;
  const body = bytes.subarray(start + PREFIX, end);
  if (crc32(body) !== checksum) return null;
  try {
    const header: unknown = JSON.parse(body.toString('utf8', 0, headerLength));
    const place = body.byteOffset + headerLength;
    const payload = new Uint8Array(body.buffer, place, payloadLength);
    return { header, payload: place % ALIGNMENT === 0 ? payload : payload.slice(), end };
  } catch {
    return null;
  }
}
