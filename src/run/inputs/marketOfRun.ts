import { resolve } from 'node:path';
import type { Definition } from '../../backtest/definition/definition';
import { firstBarAt, requireOneGrid } from '../../backtest/engine/clock';
import { isoTime } from '../../common/calendar';
import { InputError } from '../../common/inputError';
import { DAY, TIMEFRAMES } from '../../common/timeframe';
import { readBarFile } from '../../market/barFile';
import type { Bars } from '../../market/bars';
import { describeGaps } from '../../market/gaps';

export interface Market {
  /** Bars in the definition's order of symbols. */
  readonly bars: readonly Bars[];
  /** What was read for each: two runs with the same hashes saw the same bars. */
  readonly files: readonly { readonly symbol: string; readonly file: string; readonly sha256: string }[];
}

/**
 * Reads the bars of all symbols of a definition; says through `note` what is missing in them.
 * @param now wall clock, epoch ms: a bar that ends after it is unfinished.
 * @throws InputError for a damaged file, one without bars in the definition's span, or bars off one another's grid.
 */
export async function readMarket(
  definition: Definition,
  { workspace, definitionFile, now }: { workspace: string; definitionFile: string; now: number },
  note: (text: string) => void,
): Promise<Market> {
  const step = TIMEFRAMES[definition.timeframe];
  const files = await Promise.all(
    definition.symbols.map(({ symbol, file }) =>
      readBarFile(resolve(workspace, file), { symbol, step, now }),
    ),
  );
  const from = Date.parse(definition.from);
  const to = Date.parse(definition.to) + DAY;
  files.forEach(({ bars, droppedBar }, index) => {
    if (droppedBar !== null)
      note(`${bars.symbol}: the last bar, ${isoTime(droppedBar)}, is unfinished and was left out`);
    const gaps = describeGaps(bars);
    if (gaps) note(gaps);
    if (firstBarAt(bars, from) < firstBarAt(bars, to)) return;
    const file = resolve(workspace, definition.symbols[index].file);
    const problem = `has no bars of ${bars.symbol} from ${definition.from} to ${definition.to}`;
    throw new InputError(
      { file },
      problem,
      'Change "from" and "to" in the definition, or name a file with those bars',
    );
  });
  const bars = files.map((file) => file.bars);
  requireOneGrid(bars, definitionFile);
  const hashes = definition.symbols.map(({ symbol, file }, index) => ({
    symbol,
    file,
    sha256: files[index].sha256,
  }));
  return { bars, files: hashes };
}
