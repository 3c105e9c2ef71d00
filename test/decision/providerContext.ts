import { OllamaClient } from '../../src/decision/ollama/ollamaClient';
import { LOCAL_OLLAMA } from '../../src/decision/ollama/ollamaHost';
import type { ProviderContext } from '../../src/decision/providers/providerKind';

/** What a provider finds around it that needs nothing of it in particular. */
export const context: ProviderContext = {
  workspace: '/',
  definitionFile: '/backtests/x.backtest.json',
  ollama: new OllamaClient(LOCAL_OLLAMA),
  editor: null,
  promptOptions: {
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
