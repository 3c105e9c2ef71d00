import { backtestingPy } from './formats/backtestingPy';
import { backtestMemory } from './formats/backtestMemory';
import { backtrader } from './formats/backtrader';
import { csv } from './formats/csv';
import { freqtrade } from './formats/freqtrade';
import { lean } from './formats/lean';
import { metaTrader } from './formats/metaTrader';
import { tradingView } from './formats/tradingView';
import { vectorbt } from './formats/vectorbt';
import type { LogShape, TradeLogFormat } from './tradeLogFormat';

/**
 * Every tool whose trade logs are read: a new tool is a file in formats/ and a row here. The first format that recognises
 * a log reads it, so `csv`, which takes any table with a row per trade, comes last.
 */
export const FORMATS = [
  backtrader,
  backtestingPy,
  vectorbt,
  freqtrade,
  backtestMemory,
  lean,
  metaTrader,
  tradingView,
  csv,
] as const satisfies readonly TradeLogFormat[];

/** The name of a format. */
export type Tool = (typeof FORMATS)[number]['name'];

/** The format of a tool. */
export function formatOf(tool: Tool): TradeLogFormat<Tool> {
  const format = FORMATS.find(({ name }) => name === tool);
  if (!format) throw new Error(`no format ${tool}`);
  return format;
}

/** A tool's name for people, in the middle of a sentence. */
export const titleOf = (tool: Tool): string => formatOf(tool).title;

/** One shape of a tool's logs. */
export interface ShapeOfTool<Shape extends LogShape> {
  readonly tool: Tool;
  readonly shape: Shape;
}

/** All shapes of one kind of content, in the order in which they are tried. */
export function shapesOf<Content extends LogShape['content']>(
  content: Content,
): readonly ShapeOfTool<Extract<LogShape, { content: Content }>>[] {
  const holds = (shape: LogShape): shape is Extract<LogShape, { content: Content }> =>
    shape.content === content;
  return FORMATS.flatMap(({ name, shapes }: TradeLogFormat<Tool>) =>
    shapes.filter(holds).map((shape) => ({ tool: name, shape })),
  );
}
