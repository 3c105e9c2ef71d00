import type { Definition } from '../../backtest/definition/definition';
import type { EditorModels } from '../../decision/lm/editorModels';
import type { OllamaClient } from '../../decision/ollama/ollamaClient';
import type { ProviderContext } from '../../decision/providers/providerKind';

/** What the providers of a definition that are asked find around them. */
export function providerContextOf(
  definition: Definition,
  around: {
    readonly workspace: string;
    readonly definitionFile: string;
    readonly ollama: OllamaClient;
    readonly editor: EditorModels | null;
    readonly tell: (text: string) => void;
  },
): ProviderContext {
  const { timeframe, currency, short, costs, blind, portfolio, memory } = definition;
  const bothLegs = 2 * (costs.fee_bps + costs.slippage_bps);
  return {
    ...around,
    promptOptions: {
      timeframe,
      currency,
      short,
      costs: bothLegs / 100,
      blind,
      portfolio,
      notes: memory.notes,
    },
  };
}
