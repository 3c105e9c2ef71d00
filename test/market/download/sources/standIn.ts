// A stand-in for the sources of bars on a real loopback socket: it gives the answers of each host's API, refusals included.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Bars } from '../../../../src/market/bars';
import { barAt, type TimedBar } from '../../../../src/market/barsCsv';
import { resample } from '../../../../src/market/resample';
import { binance } from './hosts/binance';
import { bybit } from './hosts/bybit';
import { coinbase } from './hosts/coinbase';
import { csv } from './hosts/csv';
import { kraken } from './hosts/kraken';
import { yahoo } from './hosts/yahoo';

/** Yahoo's facts about a symbol, beside the bars. */
export interface YahooMeta {
  readonly symbol: string;
  readonly instrumentType: string;
  readonly currency: string;
  readonly exchangeTimezoneName: string;
  readonly longName?: string;
}

/** A request to a host. */
export interface Asked {
  readonly path: string;
  readonly query: URLSearchParams;
}

/** Answers a request in place of the host. */
export type Fault = (response: ServerResponse) => void;
export type Host = (market: StandIn, asked: Asked, response: ServerResponse) => void;

const HOSTS: Readonly<Record<string, Host>> = {
  'api.coinbase.com': coinbase,
  'api.kraken.com': kraken,
  'api.binance.com': binance,
  'api.bybit.com': bybit,
  'query2.finance.yahoo.com': yahoo,
  'bars.example': csv,
  'bars.elsewhere': csv,
};

export class StandIn {
  /** Bars by name: pairs such as BTC/USD, Yahoo's names such as EURUSD=X, files such as mine. Hosts resample the bars. */
  readonly bars = new Map<string, Bars>();
  readonly yahoo = new Map<string, YahooMeta>();
  /** The requests for bars so far. */
  readonly asked: { readonly host: string; readonly url: string; readonly at: number }[] = [];
  /** Prepared answers, each to one request for bars, in turn. */
  readonly faults: Fault[] = [];
  /** The hosts' clock; null for hosts that tell no time. */
  now: () => number | null = () => Date.now();
  /** Changes a page of bars before it is sent. */
  page: (bars: readonly TimedBar[]) => readonly TimedBar[] = (bars) => bars;
  /** Delay of each page, ms. */
  delay = 0;
  /** The first request for bars that gets no answer, counted from 1, and a callback at that request. */
  silent: { readonly from: number; readonly reached: () => void } | null = null;
  readonly #resampled = new WeakMap<Bars, Bars>();
  readonly #server: Server = createServer((request, response) => void this.answer(request, response));

  /** Starts the server. @returns the port. */
  async start(): Promise<number> {
    await new Promise<void>((up) => this.#server.listen(0, '127.0.0.1', up));
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((down) => this.#server.close(down));
  }

  /** Bars that open in [from, to] and not after now, the unfinished one included. */
  between(name: string, step: number, from: number, to: number): TimedBar[] {
    const bars = this.resampled(this.bars.get(name) as Bars, step);
    const end = Math.min(to, this.now() ?? Date.now());
    const first = bars.time.findIndex((time) => time >= from);
    const found: TimedBar[] = [];
    for (let index = first; index >= 0 && index < bars.time.length && bars.time[index] <= end; index += 1)
      found.push(barAt(bars, index));
    return found;
  }

  private resampled(bars: Bars, step: number): Bars {
    if (bars.step === step) return bars;
    const known = this.#resampled.get(bars);
    if (known?.step === step) return known;
    const longer = resample(bars, step);
    this.#resampled.set(bars, longer);
    return longer;
  }

  pairs(): { name: string; base: string; quote: string }[] {
    return [...this.bars.keys()]
      .filter((name) => name.includes('/'))
      .map((name) => ({ name, base: name.split('/')[0], quote: name.split('/')[1] }));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', 'http://stand-in');
    const [, host, ...rest] = url.pathname.split('/');
    const path = decodeURIComponent(rest.join('/'));
    const now = this.now();
    response.sendDate = false;
    if (now !== null) response.setHeader('date', new Date(now).toUTCString());
    if (/candles|OHLC|kline|chart|csv/.test(path)) {
      this.asked.push({ host, url: `${path}${url.search}`, at: Date.now() });
      const fault = this.faults.shift();
      if (fault) {
        fault(response);
        return;
      }
      if (this.silent && this.asked.length >= this.silent.from) {
        this.silent.reached();
        return;
      }
      if (this.delay > 0) await new Promise((later) => setTimeout(later, this.delay));
    }
    if (Object.hasOwn(HOSTS, host)) HOSTS[host](this, { path, query: url.searchParams }, response);
    else response.writeHead(502).end();
  }
}

export function json(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** Failures of hosts and connections. */
export const FAULTS = {
  status:
    (status: number, headers: Readonly<Record<string, string>> = {}, body = ''): Fault =>
    (response) => {
      response.writeHead(status, { 'content-type': 'text/plain', ...headers }).end(body);
    },
  json:
    (body: unknown, status = 200): Fault =>
    (response) =>
      json(response, body, status),
  html: (response: ServerResponse) => {
    response
      .writeHead(200, { 'content-type': 'text/html' })
      .end('<!doctype html><title>Just a moment…</title>');
  },
  /** Sends half an answer, then closes the connection. */
  cut: (response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"candles":[{"start":"1', () => response.destroy());
  },
};
