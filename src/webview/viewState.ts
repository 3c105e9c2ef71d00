import { TRADE_COLUMNS } from './sections/tradeColumns';

/** What the reader chose to see; kept over a reload and while the tab is hidden. */
export interface ViewState {
  /** The workspace folder's URI, by which the editor restores the page; empty in a file. */
  readonly workspace: string;
  readonly runs: readonly string[];
  /** The run whose details are shown, where several are compared. */
  readonly run: string | null;
  /** Id of the open trade. */
  readonly trade: string | null;
  readonly symbol: string | null;
  /** The visible range of the price chart, epoch ms; null: all. */
  readonly range: { readonly from: number; readonly to: number } | null;
  /** The name of a sort of a column of the table of trades. */
  readonly sort: string;
  readonly descending: boolean;
  readonly ofSymbol: string;
  readonly ofSide: string;
  readonly ofResult: string;
  readonly page: number;
  readonly scroll: number;
}

const START: ViewState = {
  workspace: '',
  runs: [],
  run: null,
  trade: null,
  symbol: null,
  range: null,
  sort: 'entered',
  descending: false,
  ofSymbol: '',
  ofSide: '',
  ofResult: '',
  page: 0,
  scroll: 0,
};

/** Reads a kept state; fields that are missing or of another type, as an earlier version may have kept, get their defaults. */
export function viewStateOf(kept: unknown): ViewState {
  if (typeof kept !== 'object' || kept === null) return START;
  const given = kept as Partial<Record<keyof ViewState, unknown>>;
  const text = (name: 'run' | 'trade' | 'symbol') => {
    const value = given[name];
    return typeof value === 'string' ? value : null;
  };
  const choice = (name: 'workspace' | 'ofSymbol' | 'ofSide' | 'ofResult') => {
    const value = given[name];
    return typeof value === 'string' ? value : '';
  };
  const whole = (name: 'page' | 'scroll') => (typeof given[name] === 'number' ? Number(given[name]) : 0);
  return {
    workspace: choice('workspace'),
    runs: Array.isArray(given.runs) ? given.runs.filter((run) => typeof run === 'string') : [],
    run: text('run'),
    trade: text('trade'),
    symbol: text('symbol'),
    range: rangeOf(given.range),
    sort:
      TRADE_COLUMNS.flatMap(({ sort }) => sort?.name ?? []).find((name) => name === given.sort) ?? START.sort,
    descending: given.descending === true,
    ofSymbol: choice('ofSymbol'),
    ofSide: choice('ofSide'),
    ofResult: choice('ofResult'),
    page: whole('page'),
    scroll: whole('scroll'),
  };
}

function rangeOf(value: unknown): ViewState['range'] {
  if (typeof value !== 'object' || value === null || !('from' in value) || !('to' in value)) return null;
  const { from, to } = value;
  return typeof from === 'number' && typeof to === 'number' ? { from, to } : null;
}
