import type { Quarter } from '../../common/calendar';
import type { DecisionRequest, Memory } from '../../decision/request';
import type { Bars } from '../../market/bars';
import { Book } from './book';
import { type AccountState, BookRequest } from './bookRequest';

/**
 * The requests of clock times to come, as they will be decided: each knows the bars up to its own close and no later
 * one. What depends on what is decided before is not known, and asking for it is a bug.
 */
export function* requestsAhead(of: {
  readonly run: string;
  readonly bars: readonly Bars[];
  readonly recall: (request: DecisionRequest) => readonly Memory[];
  readonly quarter: Quarter;
  readonly clock: Float64Array;
}): Generator<DecisionRequest> {
  const { run, bars, recall, quarter, clock } = of;
  const account = new ClosedAccount(quarter);
  const requests = bars.map((own) => new RequestAhead(new Book(own, clock[0]), run, account, recall));
  for (const time of clock) {
    for (const { book } of requests) {
      book.turnTo(time);
      book.advance();
    }
    for (const request of requests) if (request.book.hasBar) yield request;
  }
}

class ClosedAccount implements AccountState {
  constructor(readonly quarter: Quarter) {}

  get cash(): number {
    throw new Error('cash is not known ahead');
  }
  get equity(): number {
    throw new Error('equity is not known ahead');
  }
}

class RequestAhead extends BookRequest {
  override get position(): never {
    throw new Error('a position is not known ahead');
  }
}
