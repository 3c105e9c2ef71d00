import assert from 'node:assert/strict';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { decimalOf, parseNumber } from '../../src/tradelog/cells/numbers';
import { barStepOf, parseTime } from '../../src/tradelog/cells/times';
import { decodeText } from '../../src/tradelog/file/decodeText';
import { filesOfZip } from '../../src/tradelog/file/zipLog';
import { readTradeLog } from '../../src/tradelog/readTradeLog';
import { FIXTURES, textOf } from './fixtures';

const HEADER = 'EntryTime,ExitTime,EntryPrice,ExitPrice,Size,Tag,EntryBar,ExitBar\n';
const ROW = '2025-03-03 10:00:00,2025-03-04 15:00:00,84000,85680,0.5,x,1,2\n';

/** Makes a zip file with one entry, whose directory gives any size. */
function zipOf(name: string, packed: Buffer, said: number): Uint8Array {
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(packed.length, 18);
  local.writeUInt32LE(said, 22);
  local.writeUInt16LE(name.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50);
  entry.writeUInt16LE(8, 10);
  entry.writeUInt32LE(packed.length, 20);
  entry.writeUInt32LE(said, 24);
  entry.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(46 + name.length, 12);
  end.writeUInt32LE(30 + name.length + packed.length, 16);
  return Buffer.concat([local, Buffer.from(name), packed, entry, Buffer.from(name), end]);
}

describe('hostile trade logs', function () {
  // Quadratic work would take many minutes.
  this.timeout(60_000);

  it('of ten megabytes are read whole', () => {
    const rows = Math.ceil(10_000_000 / ROW.length);
    assert.equal(readTradeLog(HEADER + ROW.repeat(rows))?.trades.length, rows);
    const trade =
      '{"pair":"B","open_date":"2025-03-03","close_date":"2025-03-04","open_rate":1,"close_rate":2}';
    assert.equal(readTradeLog(`[${Array(20_000).fill(trade).join(',')}]`)?.trades.length, 20_000);
  });

  it('nested a million deep are no log, and end nothing', () => {
    for (const open of ['[', '{"trades":', '{"strategy":{"a":', '{"strategy":{"a":{"trades":[']) {
      assert.equal(readTradeLog(open.repeat(1_000_000)), null);
      const closed = open === '[' ? `${'['.repeat(100_000)}${']'.repeat(100_000)}` : open;
      assert.equal(readTradeLog(closed), null);
    }
    assert.equal(readTradeLog(`<html>${'<table><tr><td>'.repeat(300_000)}`), null);
  });

  it('with lines or cells without end are cut', () => {
    readTradeLog(`${HEADER}${'x,'.repeat(2_000_000)}`);
    readTradeLog(`${HEADER}"${'x'.repeat(5_000_000)}`);
    readTradeLog(`<html><table><tr><td colspan=999999999>${'x'.repeat(5_000_000)}`);
    const long = readTradeLog(HEADER + ROW.replace(',x,', `,${'x'.repeat(9000)},`));
    assert.ok((long?.trades[0].tag?.length ?? 0) <= 201);
  });

  it('packed to be a bomb stay packed, and one that lies about its size is cut where it says', () => {
    const bomb = Buffer.alloc(100 * 1024 * 1024, '0');
    const packed = deflateRawSync(bomb);
    assert.deepEqual(filesOfZip(zipOf('bomb.json', packed, bomb.length)), []);
    const [lied] = filesOfZip(zipOf('lie.json', packed, 1000));
    assert.equal(lied.bytes.length, 1000);
    assert.throws(() => filesOfZip(Buffer.from('PK\u0003\u0004 and nothing else')));
  });

  it('with formulas and HTML give their text, and nothing else', () => {
    const log = readTradeLog(
      `${HEADER}${ROW.replace(',x,', `,"=HYPERLINK(""http://a.b"")",`)}${ROW.replace(',x,', ",'=1+1,")}`,
    );
    assert.deepEqual(
      log?.trades.map(({ tag }) => tag),
      ['=HYPERLINK("http://a.b")', '=1+1'],
    );
  });

  it('of any content never throw, and never give what is no number', () => {
    const pieces = fc.constantFrom(
      ...HEADER.trim().split(','),
      ...[
        'Trade #',
        'Type',
        'Price',
        'Date/Time',
        'Entry long',
        'Exit long',
        'Profit',
        'Direction',
        'in',
        'out',
      ],
      ...['2025-03-03', '03/04/2025', '1e999', '-1', 'NaN', '', '"', ',', ';', '\t', '\n', '\r\n', '0'],
      ...[
        '{',
        '}',
        '[',
        ']',
        '"trades"',
        '"strategy"',
        ':',
        '<html>',
        '<tr>',
        '<td>',
        '</td>',
        '</tr>',
        '\u0000',
      ],
    );
    const text = fc.array(fc.oneof(pieces, fc.string({ maxLength: 4 })), { maxLength: 60 });
    fc.assert(
      fc.property(
        text,
        fc.constantFrom('', ',', '\n'),
        fc.constantFrom('', HEADER),
        (parts, between, head) => {
          for (const trade of readTradeLog(head + parts.join(between))?.trades ?? []) {
            for (const value of Object.values(trade))
              if (typeof value === 'number') assert.ok(Number.isFinite(value));
            const { entryTime, exitTime, entryPrice, exitPrice, quantity } = trade;
            if (entryTime !== null && exitTime !== null) assert.ok(entryTime <= exitTime);
            for (const positive of [entryPrice, exitPrice, quantity])
              if (positive !== null) assert.ok(positive > 0);
          }
        },
      ),
      { seed: 7, numRuns: 2000 },
    );
  });

  it('that are damaged copies of real shapes never throw', () => {
    const names = ['tradingview-2023.csv', 'mt5-tester-en.html', 'freqtrade-2021.json', 'mt4-tester-ru.htm'];
    const texts = names.map((name) => textOf(`${FIXTURES}/${name}`));
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.array(fc.tuple(fc.nat(), fc.nat(40), fc.string({ maxLength: 5 })), { maxLength: 8 }),
        (text, cuts) => {
          let damaged = text;
          for (const [at, length, put] of cuts) {
            const place = at % (damaged.length + 1);
            damaged = damaged.slice(0, place) + put + damaged.slice(place + length);
          }
          readTradeLog(damaged);
        },
      ),
      { seed: 11, numRuns: 400 },
    );
  });
});

describe('numbers in logs', () => {
  it('are read as their table writes them', () => {
    const cases: readonly (readonly [string, '.' | ',', number | null])[] = [
      ['1234.5', '.', 1234.5],
      ['1,234.5', '.', 1234.5],
      ['1.234,5', ',', 1234.5],
      ['1 234.56', '.', 1234.56],
      ['1\u00a0234,56', ',', 1234.56],
      ["1'234.5", '.', 1234.5],
      ['-5', '.', -5],
      ['\u22125', '.', -5],
      ['(5.5)', '.', -5.5],
      ['$1,000', '.', 1000],
      ['-$1,000.00', '.', -1000],
      ['2.5%', '.', 2.5],
      ['1.5 USD', '.', 1.5],
      ["'-7", '.', -7],
      ['1e-5', '.', 1e-5],
      ['1.234', ',', 1234],
      ['1,234', '.', 1234],
      ['1,23', '.', null],
      ['1.23', ',', null],
      ['1e999', '.', null],
      ['', '.', null],
      ['12a', '.', null],
    ];
    for (const [text, decimal, number] of cases) assert.equal(parseNumber(text, decimal), number, text);
  });

  it('tell their decimal sign, or the semicolons between them do', () => {
    assert.equal(decimalOf(['1,234.5', '7'], ','), '.');
    assert.equal(decimalOf(['1.234,5', '7'], ';'), ',');
    assert.equal(decimalOf(['7', '8'], ';'), ',');
    assert.equal(decimalOf(['7', '8'], ','), '.');
    assert.equal(decimalOf(['7.5', '8'], ';'), '.');
  });
});

describe('times in logs', () => {
  it('are UTC where they name no zone', () => {
    const at = (text: string, order: 'day first' | 'month first' | null = null) => {
      const read = parseTime(text, order);
      return read && [new Date(read.time).toISOString().slice(0, 16), read.zoned];
    };
    assert.deepEqual(at('2025-03-03 10:00:00'), ['2025-03-03T10:00', false]);
    assert.deepEqual(at('2025-03-03 10:00:00+02:00'), ['2025-03-03T08:00', true]);
    assert.deepEqual(at('2025-01-16T00:00:00+0000'), ['2025-01-16T00:00', true]);
    assert.deepEqual(at('2025-03-03'), ['2025-03-03T00:00', false]);
    assert.deepEqual(at('2025.03.03 10:00:05'), ['2025-03-03T10:00', false]);
    assert.deepEqual(at('03.04.2025 9:05'), ['2025-04-03T09:05', false]);
    assert.deepEqual(at('03/04/2025 12:05 AM', 'month first'), ['2025-03-04T00:05', false]);
    assert.deepEqual(at('03/04/2025 12:05 PM', 'day first'), ['2025-04-03T12:05', false]);
    assert.deepEqual(at('Mar 5, 2025 14:00'), ['2025-03-05T14:00', false]);
    assert.deepEqual(at('5 Mar 2025'), ['2025-03-05T00:00', false]);
    assert.deepEqual(at('1740996000'), ['2025-03-03T10:00', true]);
    assert.deepEqual(at('1740996000000'), ['2025-03-03T10:00', true]);
    assert.deepEqual(at('1740996000000000000'), ['2025-03-03T10:00', true]);
    for (const wrong of ['03/04/2025', '2025-02-30', '31.02.2025', 'soon', '25:00', '12', ''])
      assert.equal(at(wrong), null, wrong);
  });

  it('tell the longest bars that they can be the opening times of', () => {
    const hour = 3_600_000;
    assert.equal(barStepOf([0, 24 * hour]), 24 * hour);
    assert.equal(barStepOf([0, 5 * hour]), hour);
    assert.equal(barStepOf([0, 61_000]), null);
  });
});

describe('texts of logs', () => {
  it('are decoded by their mark, their zeros, what they say, or their letters', () => {
    const text = 'Время;Цена\n';
    const cyrillic = Buffer.from([0xc2, 0xf0, 0xe5, 0xec, 0xff, 0x3b, 0xd6, 0xe5, 0xed, 0xe0, 0x0a]);
    assert.equal(decodeText(Buffer.from(`\ufeff${text}`)), text);
    assert.equal(decodeText(Buffer.from(`\ufeff${text}`, 'utf16le')), text);
    assert.equal(decodeText(Buffer.from('plain ascii', 'utf16le')), 'plain ascii');
    assert.equal(decodeText(Buffer.from('plain ascii', 'utf16le').swap16()), 'plain ascii');
    assert.equal(decodeText(cyrillic), text);
    assert.equal(decodeText(Buffer.from('Größe;Gebühr', 'latin1')), 'Größe;Gebühr');
    const said = Buffer.concat([Buffer.from('<meta charset="windows-1251">'), Buffer.from([0xe9])]);
    assert.equal(decodeText(said).at(-1), 'й');
  });
});
