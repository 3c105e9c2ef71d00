import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { LRUCache } from 'lru-cache';
import type { Definition } from '../backtest/definition/definition';
import { firstBarAt } from '../backtest/engine/clock';
import { InputError } from '../common/inputError';
import { TIMEFRAMES } from '../common/timeframe';
import type { LogHeader } from '../decision/log/logEntry';
import { type BarFile, readBarFile, type WantedBarFile } from '../market/barFile';
import { sliceBars } from '../market/bars';
import { resample } from '../market/resample';
import type { PriceBars } from './reportProtocol';

/** Number of bar files kept in memory; a year of minute bars is 25 MB. */
const FILES_KEPT = 8;
/** Bars shown to the left and right of what was asked for, as a share of it: room to move before more is asked for. */
const MARGIN = 0.5;

/** A stretch of a symbol's bars that is asked for. Times are epoch ms. */
export interface PriceRange {
  readonly symbol: string;
  readonly from: number;
  readonly to: number;
  readonly most: number;
}

/** The bars of runs, as fine as a screen can show them. */
export class RunPrices {
  readonly #files = new LRUCache<string, Promise<BarFile>>({ max: FILES_KEPT });

  constructor(private readonly workspace: string) {}

  /** @throws InputError where the bars are not there any more, or damaged. */
  async of(header: LogHeader, definition: Definition, range: PriceRange): Promise<PriceBars> {
    const { symbol, from, to, most } = range;
    const pinned = header.bars.find((one) => one.symbol === symbol);
    if (!pinned) throw new Error(`the run has no symbol ${symbol}`);
    const step = TIMEFRAMES[definition.timeframe];
    const named = definition.symbols.find((one) => one.symbol === symbol);
    const wanted = { symbol, step, now: Date.parse(header.started), zone: named?.zone ?? pinned.zone };
    const { bars, sha256 } = await this.read(pinned.file, wanted);
    const margin = (to - from) * MARGIN;
    const first = firstBarAt(bars, from - margin);
    const cut = sliceBars(bars, first, Math.max(first, firstBarAt(bars, to + margin)));
    const steps = Object.values(TIMEFRAMES).filter((longer) => longer % step === 0);
    const span = cut.time.length * step;
    const shown = resample(cut, steps.find((longer) => span / longer <= most) ?? steps[steps.length - 1]);
    return {
      step: shown.step,
      own: shown.step === step,
      time: [...shown.time],
      open: [...shown.open],
      high: [...shown.high],
      low: [...shown.low],
      close: [...shown.close],
      changed: sha256 !== pinned.sha256,
    };
  }

  private read(name: string, wanted: WantedBarFile): Promise<BarFile> {
    const file = resolve(this.workspace, name);
    const key = JSON.stringify([file, wanted]);
    const known = this.#files.get(key);
    if (known) return known;
    const reading = readRegularFile(file, wanted);
    this.#files.set(key, reading);
    // A file that could not be read may be put back.
    reading.catch(() => this.#files.delete(key));
    return reading;
  }
}

/** A log is the workspace's word: one that names a device is not followed. */
async function readRegularFile(file: string, wanted: WantedBarFile): Promise<BarFile> {
  const found = await stat(file).catch(() => null);
  if (found && !found.isFile())
    throw new InputError({ file }, 'it is not a file', 'Put the bars back that the run read');
  return readBarFile(file, wanted);
}
