/** Number of bytes by which the encoding is told. */
const LOOKED_AT = 4096;
const CHARSET = /charset\s*=\s*["']?([\w-]+)/i;

/**
 * Decodes a log. UTF-16 is told by its byte order mark or its zeros; bytes that are not valid UTF-8 have the charset named
 * in the file, else Windows' Cyrillic or Western code page. The mark is left out.
 */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder(encodingOf(bytes)).decode(bytes).replace(/^\uFEFF/, '');
}

function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const head = bytes.subarray(0, LOOKED_AT);
  const zeros = [0, 0];
  head.forEach((byte, place) => {
    if (byte === 0) zeros[place % 2] += 1;
  });
  // In UTF-16 every second byte of ASCII is zero.
  if (zeros[1] > head.length / 4) return 'utf-16le';
  if (zeros[0] > head.length / 4) return 'utf-16be';
  if (isUtf8(bytes)) return 'utf-8';
  const named = CHARSET.exec(Buffer.from(head).toString('latin1'))?.[1] ?? '';
  if (isKnown(named) && !/^utf-?8$/i.test(named)) return named;
  return looksCyrillic(bytes) ? 'windows-1251' : 'windows-1252';
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function isKnown(encoding: string): boolean {
  try {
    return encoding !== '' && new TextDecoder(encoding).encoding !== '';
  } catch {
    return false;
  }
}

/** Whether most high bytes lie in runs, as in Cyrillic words. In Western words accents seldom stand side by side. */
function looksCyrillic(bytes: Uint8Array): boolean {
  let inLongRuns = 0;
  let high = 0;
  let run = 0;
  for (let place = 0; place <= bytes.length; place += 1) {
    if (bytes[place] >= 0xc0) run += 1;
    else {
      high += run;
      if (run >= 3) inLongRuns += run;
      run = 0;
    }
  }
  return inLongRuns > high / 2;
}
