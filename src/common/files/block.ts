import { crc32 } from 'node:zlib';

// The layout of a block, little-endian: magic number, version, checksum of all bytes after the prefix, lengths of header
// and payload; then the header (JSON, padded with blanks to 8 bytes) and the payload.
const PREFIX = 24;
const ALIGNMENT = 8;

/** The kind of a block's content, and its version. Blocks of another kind or version are not read. */
export interface BlockKind {
  readonly magic: number;
  readonly version: number;
}

export interface Block {
  readonly header: unknown;
  /** Aligned for any typed array: a view of the bytes read if these are aligned, else a copy. */
  readonly payload: Uint8Array<ArrayBuffer>;
  /** Offset of the next block. */
  readonly end: number;
}

/** Packs data with a checksum, so that a reader can tell a whole block. */
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

/** Unpacks the block at `start`. @returns null without a whole block of this kind. */
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
