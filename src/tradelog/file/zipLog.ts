import { unzipSync } from 'fflate';

/** Largest size of all files that are unpacked from one archive together, bytes. */
const LARGEST = 64 * 1024 * 1024;
const READABLE = /\.(json|csv|tsv|txt|html?)$/i;
/** Files that freqtrade packs beside its results. */
const NO_LOG = /(_config|_market_change|\.meta)\.\w+$|_config\.json$/i;

/** Whether bytes are those of a zip file. */
export const isZip = (bytes: Uint8Array) =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5);

/**
 * Unpacks the files of an archive that may be trade logs, as long as their sizes add up to no more than 64 MB; other files
 * stay packed. A file that is larger than its archive says is cut at the size that the archive says.
 * @throws Error of fflate for a damaged archive.
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
