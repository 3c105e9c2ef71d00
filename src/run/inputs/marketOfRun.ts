import { resolve } from 'node:path';
import type { Definition } from '../../backtest/definition/definition';
import { firstBarAt, requireOneGrid } from '../../backtest/engine/clock';
import { isoTime } from '../../common/calendar';
import { InputError } from '../../common/inputError';
import { DAY, TIMEFRAMES } from '../../common/timeframe';
import type { LogHeader } from '../../decision/log/logEntry';
import { readBarFile } from '../../market/barFile';
import { type Bars, sliceBars } from '../../market/bars';
import { describeCoverage } from '../../market/doubts/coverage';
import { describeSplits } from '../../market/doubts/splits';
import { describeGaps } from '../../market/gaps';

export interface Market {
  /** Bars in the definition's order of symbols. */
  readonly bars: readonly Bars[];
  /** What was read for each: two runs with the same hashes saw the same bars. */
  readonly files: LogHeader['bars'];
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
    definition.symbols.map(({ symbol, file, zone }) =>
      readBarFile(resolve(workspace, file), { symbol, step, now, zone }),
    ),
  );
  const from = Date.parse(definition.from);
  const to = Date.parse(definition.to) + DAY;
  files.forEach(({ bars, dating, droppedBar }, index) => {
    if (dating) note(`${bars.symbol}: ${dating}`);
    if (droppedBar !== null)
      note(`${bars.symbol}: the last bar, ${isoTime(droppedBar)}, is unfinished and was left out`);
    const gaps = describeGaps(bars);
    if (gaps) note(gaps);
    const doubts = [
      describeSplits(sliceBars(bars, 0, firstBarAt(bars, to))),
      describeCoverage(bars, { from, to, now }),
    ];
    if (firstBarAt(bars, from) < firstBarAt(bars, to)) {
      for (const doubt of doubts) if (doubt) note(doubt);
      return;
    }
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
    ...(files[index].sidecarZone !== null && { zone: files[index].sidecarZone }),
  }));
  return { bars, files: hashes };
}
