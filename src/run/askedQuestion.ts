import { resolve } from 'node:path';
import { z } from 'zod';
import { definitionSchema } from '../backtest/definition/definition';
import { hashOf } from '../common/hashOf';
import { InputError } from '../common/inputError';
import { TIMEFRAMES } from '../common/timeframe';
import type { Json, LogHeader, RequestLine } from '../decision/log/logEntry';
import { wholeQuestion } from '../decision/question';
import { readBarFile } from '../market/barFile';

const referringSchema = z.looseObject({ symbol: z.string(), bars: z.looseObject({ last: z.string() }) });

/**
 * A request as it was asked. The log names the bars of a question to the user's own code by their place: they are put in from the file
 * that the log's first line pins.
 * @returns the request as it is logged where it holds all it said, and where the bars are not those of then any more.
 */
export async function askedQuestion(
  workspace: string,
  header: LogHeader,
  { request, sha256 }: RequestLine,
): Promise<Json> {
  const refers = referringSchema.safeParse(request);
  const definition = definitionSchema.safeParse(header.definition);
  if (!refers.success || !definition.success) return request;
  const { symbol } = refers.data;
  const pinned = header.bars.find((one) => one.symbol === symbol);
  if (!pinned) return request;
  const { timeframe, symbols } = definition.data;
  const zone = symbols.find((one) => one.symbol === symbol)?.zone;
  const wanted = { symbol, step: TIMEFRAMES[timeframe], now: Date.parse(header.started), zone };
  try {
    const found = await readBarFile(resolve(workspace, pinned.file), wanted);
    const whole = found.sha256 === pinned.sha256 ? wholeQuestion(request, found.bars) : null;
    return whole !== null && hashOf(whole) === sha256 ? whole : request;
  } catch (error) {
    if (error instanceof InputError) return request;
    throw error;
  }
}
