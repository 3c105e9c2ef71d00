import { z } from 'zod';
import { isoTime, parseIsoTime, quarterOf } from '../../common/calendar';
import { HOUR } from '../../common/timeframe';
import { type Outcome, outcomeSchema } from '../outcome';
import type { FieldReport } from './conversionReport';

/** The run and the definition that imported outcomes belong to. */
export const PYTHON_IMPORT = 'python-import';

/** Costs of a leg that explain a profit below what the prices give, where none were recorded: 1 % of its notional. */
const UNRECORDED_COST = 0.01;
/** Rounding of prices and profits: a cent, or a ten-thousandth of the entry notional. */
const CENT = 0.01;
const ROUNDING = 1e-4;
/** By which a recorded percentage may miss the one computed, percentage points. */
const PERCENT_ROUNDING = 0.01;

const text = z.string().nullish();
const number = z.number().nullish();
const flag = z.boolean().nullish();

/**
 * An outcome as the Python engine wrote it, all versions: anything may be missing, unknown fields are kept.
 * Times without a zone are UTC; money is in the quote currency.
 */
export const legacyOutcomeSchema = z.looseObject({
  decision_id: z.union([z.string(), z.number()]).nullish(),
  asset_pair: text,
  /** BUY, SELL, LONG, SHORT or HOLD; later versions say it in policy_action (OPEN_SMALL_LONG). */
  action: text,
  policy_action: text,
  entry_timestamp: text,
  exit_timestamp: text,
  entry_price: number,
  exit_price: number,
  /** Units of the asset. */
  position_size: number,
  /** Less total_transaction_cost, where that was recorded. */
  realized_pnl: number,
  pnl_percentage: number,
  holding_period_hours: number,
  ai_provider: text,
  /** Who was asked; not what they answered. */
  ensemble_providers: z.unknown().optional(),
  /** 0 to 100. */
  decision_confidence: number,
  reasoning: text,
  hit_stop_loss: flag,
  hit_take_profit: flag,
  fee_cost: number,
  slippage_cost: number,
  spread_cost: number,
  total_transaction_cost: number,
});

type Legacy = z.infer<typeof legacyOutcomeSchema>;

export interface Conversion {
  /** Null where some field is impossible. */
  readonly outcome: Outcome | null;
  readonly fields: readonly FieldReport[];
}

/**
 * Converts an outcome of the Python engine. Nothing is made up: what was not recorded is said to be absent, what has no
 * place in ours is kept under `legacy`, and what cannot be true is reported instead of converted.
 * @param content as read from a file. @param id the decision id to give it, fit for a file name.
 */
export function outcomeOfLegacy(content: unknown, id: string): Conversion {
  const parsed = legacyOutcomeSchema.safeParse(content);
  if (!parsed.success) return { outcome: null, fields: faultsOf(parsed.error) };
  return new Converter(parsed.data).convert(id);
}

const faultsOf = (error: z.ZodError): FieldReport[] =>
  error.issues.map(({ path, message }) => ({ field: path.join('.'), fate: 'impossible', note: message }));

class Converter {
  readonly #fields: FieldReport[] = [];
  /** Fields that an outcome of ours carries whole; the others are kept. */
  readonly #carried = new Set<string>();

  constructor(private readonly legacy: Legacy) {}

  convert(id: string): Conversion {
    const decisionId = this.id(id);
    const pair = this.assetPair();
    const action = this.action();
    const entry = this.time('entry_timestamp', 'entry_time');
    const exit = this.time('exit_timestamp', 'exit_time');
    const entryPrice = this.positive('entry_price', 'entry_price');
    const exitPrice = this.positive('exit_price', 'exit_price');
    const quantity = this.positive('position_size', 'quantity');
    const pnl = this.profit();
    this.holdingTime(entry, exit);
    if (
      pair === null ||
      action === null ||
      entry === null ||
      exit === null ||
      entryPrice === null ||
      exitPrice === null ||
      quantity === null ||
      pnl === null
    )
      return { outcome: null, fields: this.#fields };
    const notional = entryPrice * quantity;
    this.profitAgrees(pnl, (action === 'BUY' ? 1 : -1) * (exitPrice - entryPrice) * quantity, {
      notional,
      turnover: notional + exitPrice * quantity,
    });
    const confidence = this.confidence();
    const provider = this.provider();
    const content = {
      schema_version: 1,
      decision_id: decisionId,
      run_id: PYTHON_IMPORT,
      definition: PYTHON_IMPORT,
      quarter: quarterOf(exit),
      asset_pair: pair,
      action,
      // When it was decided was not recorded apart from the entry.
      decision_time: isoTime(entry),
      entry_time: isoTime(entry),
      entry_price: entryPrice,
      exit_time: isoTime(exit),
      exit_price: exitPrice,
      quantity,
      stop_loss: null,
      take_profit: null,
      pnl,
      pnl_pct: this.percentage((pnl / notional) * 100),
      fees: this.cost('fees', ['fee_cost']),
      slippage: this.cost('slippage', ['slippage_cost', 'spread_cost']),
      exit_reason: this.exitReason(),
      ai_provider_used: provider ?? 'unknown',
      votes: provider !== null && confidence !== null ? [{ provider, action, confidence }] : [],
      confidence: confidence ?? 0,
      reasoning: this.reasoning(),
      market_regime: null,
      tags: ['python'],
      features: {},
      memories: [],
      legacy: this.kept(),
    };
    if (this.#fields.some(({ fate }) => fate === 'impossible'))
      return { outcome: null, fields: this.#fields };
    const checked = outcomeSchema.safeParse(content);
    return checked.success
      ? { outcome: checked.data, fields: this.#fields }
      : { outcome: null, fields: [...this.#fields, ...faultsOf(checked.error)] };
  }

  private say(field: string, fate: FieldReport['fate'], note: string): null {
    this.#fields.push({ field, fate, note });
    return null;
  }

  private id(id: string): string {
    const { decision_id: original } = this.legacy;
    if (original === undefined || original === null)
      this.say('decision_id', 'absent', 'one was made from the rest of the trade or its file name');
    else if (original === id) {
      this.#carried.add('decision_id');
      this.say('decision_id', 'mapped', 'decision_id');
    } else this.say('decision_id', 'mapped', 'an id that can be a file name and stands for one trade only');
    return id;
  }

  private assetPair(): string | null {
    const { asset_pair: original } = this.legacy;
    // As the old engine did itself: "BTC/USD" is BTCUSD.
    const pair = original?.replaceAll(/[^A-Za-z0-9._-]+/g, '').replace(/^[._-]+/, '');
    if (!pair) return this.say('asset_pair', 'impossible', 'no asset is named');
    if (pair === original) this.#carried.add('asset_pair');
    this.say(
      'asset_pair',
      'mapped',
      pair === original ? 'asset_pair' : 'asset_pair, less what no file name may hold',
    );
    return pair;
  }

  private action(): 'BUY' | 'SELL' | null {
    const { action, policy_action: policy } = this.legacy;
    const said = SIDES[action?.toUpperCase() ?? ''];
    const [, opened = ''] = OPENING.exec(policy?.toUpperCase() ?? '') ?? [];
    const side = SIDES[opened] ?? said;
    if (!side) return this.say('action', 'impossible', 'it neither bought nor sold');
    if (said && said !== side)
      return this.say('action', 'impossible', 'action and policy_action are on opposite sides');
    if (action === side) this.#carried.add('action');
    this.say('action', 'mapped', 'action');
    return side;
  }

  private time(field: 'entry_timestamp' | 'exit_timestamp', ours: string): number | null {
    const original = this.legacy[field];
    if (original === undefined || original === null || original === '') {
      const note = field === 'exit_timestamp' ? 'the position is open: it has no exit' : 'it has no time';
      return this.say(field, 'impossible', note);
    }
    const time = parseIsoTime(original);
    if (time === null) return this.say(field, 'impossible', 'it is not a time');
    if (isoTime(time) === original) this.#carried.add(field);
    this.say(field, 'mapped', ZONED.test(original) ? ours : `${ours}; it names no zone, so it is UTC`);
    return time;
  }

  private positive(field: 'entry_price' | 'exit_price' | 'position_size', ours: string): number | null {
    const value = this.legacy[field];
    if (value === undefined || value === null) return this.say(field, 'impossible', 'it is missing');
    if (!(value > 0)) return this.say(field, 'impossible', `it is ${value}, and must be above 0`);
    this.carry(field, ours);
    return value;
  }

  private profit(): number | null {
    const { realized_pnl: pnl } = this.legacy;
    if (pnl === undefined || pnl === null)
      return this.say('realized_pnl', 'impossible', 'the profit is missing');
    this.carry('realized_pnl', 'pnl');
    return pnl;
  }

  /**
   * A profit may lie below what prices and quantity give by the recorded costs, or by `UNRECORDED_COST` of each leg
   * where none were recorded, and elsewhere only by rounding.
   */
  private profitAgrees(pnl: number, gross: number, size: { notional: number; turnover: number }): void {
    const {
      fee_cost: fee,
      slippage_cost: slippage,
      spread_cost: spread,
      total_transaction_cost,
    } = this.legacy;
    const recorded = total_transaction_cost ?? (fee ?? 0) + (slippage ?? 0) + (spread ?? 0);
    const costs = recorded > 0 ? recorded : size.turnover * UNRECORDED_COST;
    const rounding = Math.max(CENT, size.notional * ROUNDING);
    if (pnl >= gross - costs - rounding && pnl <= gross + rounding) return;
    this.say(
      'realized_pnl',
      'impossible',
      `it is ${pnl}, where prices and quantity give ${round(gross)} before costs of at most ${round(costs)}`,
    );
  }

  private percentage(computed: number): number {
    const { pnl_percentage: recorded } = this.legacy;
    if (recorded === undefined || recorded === null) {
      this.say('pnl_percentage', 'absent', 'pnl_pct was computed from the profit');
      return computed;
    }
    if (Math.abs(recorded - computed) <= PERCENT_ROUNDING) {
      this.carry('pnl_percentage', 'pnl_pct');
      return recorded;
    }
    this.say('pnl_percentage', 'kept', 'it disagrees with the profit, from which pnl_pct was computed');
    return computed;
  }

  private holdingTime(entry: number | null, exit: number | null): void {
    const { holding_period_hours: hours } = this.legacy;
    if (entry !== null && exit !== null && exit < entry)
      this.say('exit_timestamp', 'impossible', 'it lies before the entry');
    if (hours === undefined || hours === null) return;
    if (hours < 0) this.say('holding_period_hours', 'impossible', 'it is negative');
    else if (entry !== null && exit !== null && Math.abs((exit - entry) / HOUR - hours) > 0.01)
      this.say('holding_period_hours', 'kept', 'it disagrees with entry and exit, which count');
  }

  /** Null where none was recorded that can be one. */
  private confidence(): number | null {
    const { decision_confidence: confidence } = this.legacy;
    if (confidence === undefined || confidence === null)
      return this.say('decision_confidence', 'absent', 'confidence is 0 and there is no vote');
    if (!(confidence >= 0 && confidence <= 100))
      return this.say(
        'decision_confidence',
        'kept',
        'it is not 0 to 100: confidence is 0 and there is no vote',
      );
    this.carry('decision_confidence', 'confidence');
    return confidence;
  }

  private provider(): string | null {
    const { ai_provider: provider, ensemble_providers: asked } = this.legacy;
    if (asked !== undefined && asked !== null)
      this.say(
        'ensemble_providers',
        'kept',
        'who was asked is known, what each answered is not: they get no votes',
      );
    if (!provider)
      return this.say('ai_provider', 'absent', 'ai_provider_used is "unknown" and there is no vote');
    this.carry('ai_provider', 'ai_provider_used, and a vote for the trade with its confidence');
    return provider;
  }

  private cost(ours: string, fields: readonly ('fee_cost' | 'slippage_cost' | 'spread_cost')[]): number {
    let sum: number | null = null;
    for (const field of fields) {
      const cost = this.legacy[field];
      if (cost === undefined || cost === null) continue;
      if (cost < 0) {
        this.say(field, 'kept', 'it is negative, and was not counted');
        continue;
      }
      sum = (sum ?? 0) + cost;
      // A sum cannot be taken apart again.
      if (fields.length === 1) this.carry(field, ours);
      else this.say(field, 'mapped', ours);
    }
    if (sum === null) this.say(ours, 'absent', `none were recorded: ${ours} is 0`);
    return sum ?? 0;
  }

  private exitReason(): Outcome['exit_reason'] {
    const { hit_stop_loss: stopped, hit_take_profit: taken } = this.legacy;
    if (stopped) {
      this.say(
        'hit_stop_loss',
        'mapped',
        taken ? 'exit_reason; with both touched, the stop counts' : 'exit_reason',
      );
      return 'stop_loss';
    }
    if (taken) {
      this.say('hit_take_profit', 'mapped', 'exit_reason');
      return 'take_profit';
    }
    this.say('exit_reason', 'absent', 'neither stop nor target was hit: it is "signal"');
    return 'signal';
  }

  private reasoning(): string {
    const { reasoning } = this.legacy;
    if (reasoning === undefined || reasoning === null) {
      this.say('reasoning', 'absent', 'it is empty');
      return '';
    }
    this.carry('reasoning', 'reasoning');
    return reasoning;
  }

  private carry(field: string, ours: string): void {
    this.#carried.add(field);
    this.say(field, 'mapped', ours);
  }

  /** What is not carried whole, in the old file's order. */
  private kept(): Record<string, unknown> {
    const reported = new Set(this.#fields.map(({ field }) => field));
    const rest = Object.entries(this.legacy).filter(([field]) => !this.#carried.has(field));
    for (const [field, value] of rest) {
      if (value !== null && !reported.has(field)) this.say(field, 'kept', 'under legacy');
    }
    return Object.fromEntries(rest);
  }
}

const SIDES: Readonly<Record<string, 'BUY' | 'SELL' | undefined>> = {
  BUY: 'BUY',
  LONG: 'BUY',
  SELL: 'SELL',
  SHORT: 'SELL',
};
const OPENING = /^(?:OPEN|ADD)_(?:\w+_)?(LONG|SHORT)$/;
const ZONED = /(?:Z|[+-]\d{2}:?\d{2})$/i;

const round = (money: number) => Number(money.toPrecision(8));
