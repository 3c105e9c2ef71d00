import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** SHA-256 of a value as canonical JSON (RFC 8785). */
export function hashOf(value: unknown): string {
  return createHash('sha256')
    .update(canonicalize(value) ?? '')
    .digest('hex');
}
