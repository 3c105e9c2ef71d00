import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomic } from '../common/files/atomicFile';
import { InputError } from '../common/inputError';
import { isProblem, type Problem } from '../common/problem';
import { tradesCsv } from '../memory/tradeTable';
import type {
  PageWords,
  ReportBundle,
  ReportQueries,
  RunReport,
  TradeDetail,
  TradeLines,
} from './reportProtocol';

/** Bars of each symbol in the file; where a run has more, they are put together into longer ones. */
const MOST_BARS = 20_000;
/** Most characters of questions to models that the file may hold. */
const MOST_ASKED = 20_000_000;

/**
 * A report as one HTML file, of two or three runs where they are compared: it needs no editor and no network.
 * @param words what it says in another language, by the English.
 */
export async function reportHtml(
  queries: ReportQueries,
  runs: readonly string[],
  dist: string,
  words: PageWords = {},
): Promise<string> {
  const [bundle, script, style] = await Promise.all([
    bundleOf(queries, runs),
    readFile(join(dist, 'report.js'), 'utf8'),
    readFile(join(dist, '..', 'media', 'report.css'), 'utf8'),
  ]);
  return pageOf(bundle, words, script, style);
}

/** Writes it, whole or not at all. @throws InputError where that cannot be done. */
export async function writeReport(
  queries: ReportQueries,
  runs: readonly string[],
  dist: string,
  file: string,
  words?: PageWords,
): Promise<void> {
  const html = await reportHtml(queries, runs, dist, words);
  await writeAtomic(file, html).catch((error: Error) => {
    throw new InputError({ file }, `it cannot be written: ${error.message}`, 'Choose another place');
  });
}

async function bundleOf(queries: ReportQueries, runs: readonly string[]): Promise<ReportBundle> {
  const reports = await Promise.all(runs.map((run) => needed(queries.report(run, null))));
  const details = await Promise.all(reports.map((report) => detailsOf(queries, report)));
  const asked = JSON.stringify(
    details.flatMap((own) => [...own.values()].map(({ replies }) => replies)),
  ).length;
  const byRun = async <Part>(part: (report: RunReport, index: number) => Promise<Part> | Part) =>
    Object.fromEntries(
      await Promise.all(
        reports.map(async (report, index) => [report.summary.run, await part(report, index)] as const),
      ),
    );
  return {
    runs: reports,
    prices: await byRun((report) => pricesOf(queries, report)),
    trades: await byRun((_, index) =>
      Object.fromEntries(asked > MOST_ASKED ? withoutRequests(details[index]) : details[index]),
    ),
    providers: await byRun(
      (report): ReturnType<ReportQueries['providers']> => queries.providers(report.summary.run),
    ),
    tables: await byRun(({ trades }) => linesOf(trades)),
    leftOut: asked > MOST_ASKED,
  };
}

function linesOf(trades: RunReport['trades']): TradeLines {
  const header = tradesCsv([]);
  const line = (trade: RunReport['trades'][number]) => tradesCsv([trade]).slice(header.length);
  return { header, lines: Object.fromEntries(trades.map((trade) => [trade.id, line(trade)])) };
}

async function detailsOf(
  queries: ReportQueries,
  { summary, trades }: RunReport,
): Promise<Map<string, TradeDetail>> {
  const details = new Map<string, TradeDetail>();
  for (const { id } of trades) details.set(id, await needed(queries.trade(summary.run, id)));
  return details;
}

function withoutRequests(details: ReadonlyMap<string, TradeDetail>): [string, TradeDetail][] {
  return [...details].map(([id, detail]) => [
    id,
    { ...detail, replies: detail.replies.map((reply) => ({ ...reply, request: null })) },
  ]);
}

async function pricesOf(
  queries: ReportQueries,
  { summary, symbols, span: { from, to } }: RunReport,
): Promise<ReportBundle['prices'][string]> {
  const whole = (symbol: string) => queries.prices(summary.run, symbol, from, to, MOST_BARS);
  return Object.fromEntries(
    await Promise.all(symbols.map(async (symbol) => [symbol, await whole(symbol)] as const)),
  );
}

/** @throws InputError what the queries answer as a problem. */
async function needed<Part extends object>(answer: Promise<Part | Problem | null>): Promise<Part> {
  const part = await answer;
  if (part === null) throw new Error('a report that was not asked for');
  if (isProblem(part)) throw new InputError(part, part.problem, part.remedy);
  return part;
}

function pageOf(bundle: ReportBundle, words: PageWords, script: string, style: string): string {
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const policy = [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  // A less-than sign is the only way out of a data block.
  const data = (value: object) => JSON.stringify(value).replaceAll('<', '\\u003c');
  return `<!doctype html>
<html lang="${words.en ?? 'en'}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Backtest report</title>
<style>${style}</style>
</head>
<body>
<div id="report"></div>
<script type="application/json" id="words">${data(words)}</script>
<script type="application/json" id="bundle">${data(bundle)}</script>
<script>${script}</script>
</body>
</html>
`;
}
