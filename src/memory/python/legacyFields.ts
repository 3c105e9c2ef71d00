import { isoTime, parseIsoTime } from '../../common/calendar';
import { HOUR } from '../../common/timeframe';
import type { Outcome } from '../outcome';
import type { FieldReport } from './conversionReport';
import type { Legacy } from './legacySchema';

/** Costs of a leg that explain a profit below the one of the prices, where no costs were recorded: 1 % of its notional. */
const UNRECORDED_COST = 0.01;
/** Rounding of prices and profits: a cent, or a ten-thousandth of the entry notional. */
const CENT = 0.01;
const ROUNDING = 1e-4;
/** By how much a recorded percentage may miss the computed one, percentage points. */
const PERCENT_ROUNDING = 0.01;

/**
 * The fields of an outcome of the Python engine, read one by one as fields of ours. Each method reports the fate of the
 * field that it reads; a field that is impossible gives null.
 */
export class LegacyFields {
  readonly #reports: FieldReport[] = [];
  /** Fields that an outcome of ours holds unchanged; all others are kept under `legacy`. */
  readonly #carried = new Set<string>();

  constructor(private readonly legacy: Legacy) {}

  get reports(): readonly FieldReport[] {
    return this.#reports;
  }

  id(id: string): string {
    const { decision_id: original } = this.legacy;
    if (original === undefined || original === null)
      this.say('decision_id', 'absent', 'one was made from the rest of the trade or its file name');
    else if (original === id) {
      this.#carried.add('decision_id');
      this.say('decision_id', 'mapped', 'decision_id');
    } else this.say('decision_id', 'mapped', 'an id that can be a file name and stands for one trade only');
    return id;
  }

  assetPair(): string | null {
    const { asset_pair: original } = this.legacy;
    // The Python engine wrote file names the same way: "BTC/USD" is BTCUSD.
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

  action(): 'BUY' | 'SELL' | null {
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

  time(field: 'entry_timestamp' | 'exit_timestamp', ours: string): number | null {
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

  positive(field: 'entry_price' | 'exit_price' | 'position_size', ours: string): number | null {
    const value = this.legacy[field];
    if (value === undefined || value === null) return this.say(field, 'impossible', 'it is missing');
    if (!(value > 0)) return this.say(field, 'impossible', `it is ${value}, and must be above 0`);
    this.carry(field, ours);
    return value;
  }

  profit(): number | null {
    const { realized_pnl: pnl } = this.legacy;
    if (pnl === undefined || pnl === null)
      return this.say('realized_pnl', 'impossible', 'the profit is missing');
    this.carry('realized_pnl', 'pnl');
    return pnl;
  }

  /**
   * Compares the profit with the one before costs. The profit may be lower by the recorded costs, or by
   * `UNRECORDED_COST` of each leg where none were recorded; beyond these bounds only rounding is allowed.
   * @param gross profit by prices and quantity, money. @param size notional of the entry, and of both legs, money.
   */
  profitAgrees(pnl: number, gross: number, size: { notional: number; turnover: number }): void {
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

  percentage(computed: number): number {
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

  holdingTime(entry: number | null, exit: number | null): void {
    const { holding_period_hours: hours } = this.legacy;
    if (entry !== null && exit !== null && exit < entry)
      this.say('exit_timestamp', 'impossible', 'it lies before the entry');
    if (hours === undefined || hours === null) return;
    if (hours < 0) this.say('holding_period_hours', 'impossible', 'it is negative');
    else if (entry !== null && exit !== null && Math.abs((exit - entry) / HOUR - hours) > 0.01)
      this.say('holding_period_hours', 'kept', 'it disagrees with entry and exit, which count');
  }

  /** 0 to 100; null where no such number was recorded. */
  confidence(): number | null {
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

  provider(): string | null {
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

  cost(ours: string, fields: readonly ('fee_cost' | 'slippage_cost' | 'spread_cost')[]): number {
    let sum: number | null = null;
    for (const field of fields) {
      const cost = this.legacy[field];
      if (cost === undefined || cost === null) continue;
      if (cost < 0) {
        this.say(field, 'kept', 'it is negative, and was not counted');
        continue;
      }
      sum = (sum ?? 0) + cost;
      // A field that is one of several addends is also kept: the sum cannot be taken apart again.
      if (fields.length === 1) this.carry(field, ours);
      else this.say(field, 'mapped', ours);
    }
    if (sum === null) this.say(ours, 'absent', `none were recorded: ${ours} is 0`);
    return sum ?? 0;
  }

  exitReason(): Outcome['exit_reason'] {
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

  reasoning(): string {
    const { reasoning } = this.legacy;
    if (reasoning === undefined || reasoning === null) {
      this.say('reasoning', 'absent', 'it is empty');
      return '';
    }
    this.carry('reasoning', 'reasoning');
    return reasoning;
  }

  private say(field: string, fate: FieldReport['fate'], note: string): null {
    this.#reports.push({ field, fate, note });
    return null;
  }

  private carry(field: string, ours: string): void {
    this.#carried.add(field);
    this.say(field, 'mapped', ours);
  }

  /** All fields but those carried unchanged, in the old file's order. To be called last: other fields are reported first. */
  kept(): Record<string, unknown> {
    const reported = new Set(this.#reports.map(({ field }) => field));
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
