import { unzipSync } from 'fflate';

/** The most that a file in an archive may hold, unpacked; and how much all that are looked at may. */
const LARGEST = 64 * 1024 * 1024;
const READABLE = /\.(json|csv|tsv|txt|html?)$/i;
/** What freqtrade packs beside its results. */
const NO_LOG = /(_config|_market_change|\.meta)\.\w+$|_config\.json$/i;

/** Whether bytes are those of a zip file. */
export const isZip = (bytes: Uint8Array) =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5);

/**
 * The files of an archive that may be trade logs, and no others: what says that it is larger than 64 MB, and what goes
 * beyond that together, is left packed. An archive that lies about sizes is cut where it says that it ends.
 * @throws Error of fflate's for a damaged archive.
 */
export function filesOfZip(bytes: Uint8Array): { name: string; bytes: Uint8Array }[] {
  let total = 0;
  const files = unzipSync(bytes, {
    filter({ name, originalSize }) {
      if (!READABLE.test(name) || NO_LOG.test(name) || originalSize > LARGEST - total) return false;
      total += originalSize;
      return true;
    },
  });
  return Object.entries(files).map(([name, content]) => ({ name, bytes: content }));
}
