import { OllamaClient } from '../../src/decision/ollama/ollamaClient';
import { LOCAL_OLLAMA } from '../../src/decision/ollama/ollamaHost';
import type { Surroundings } from '../../src/decision/providers/providerKind';

/** What a provider finds around it that needs nothing of it in particular. */
export const surroundings: Surroundings = {
  workspace: '/',
  definitionFile: '/backtests/x.backtest.json',
  ollama: new OllamaClient(LOCAL_OLLAMA),
  editor: null,
  telling: {
    timeframe: '1d',
    currency: 'USD',
    short: true,
    costs: 0.3,
    blind: false,
    portfolio: false,
    notes: false,
  },
  tell: () => {},
};
