import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** SHA-256 of a text's UTF-8 or of bytes, as 64 hexadecimal digits. */
export const sha256 = (content: string | Uint8Array): string =>
  createHash('sha256').update(content).digest('hex');

/** SHA-256 of a value as canonical JSON (RFC 8785), as 64 hexadecimal digits. */
export const hashOf = (value: unknown): string => sha256(canonicalize(value) ?? '');
