import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { withDeadline } from '../../common/deadline';
import type { EditorAnswer, EditorModel, EditorModels, ModelMessage } from '../../decision/lm/editorModels';
import type { FailureCause } from '../../decision/provider';

/** How long a model may say nothing before it is given up, ms. */
const DEADLINE = 120_000;
/** The longest reply that is read, characters: no valid answer comes near it. */
const LONGEST_SAID = 64_000;

/** The language models that VS Code offers. A backtest may ask one once the user has agreed. */
export class VsCodeModels implements EditorModels {
  /** @param definition file name of the definition that asks, without its ending. */
  constructor(private readonly definition: string) {}

  async model(family: string): Promise<EditorModel> {
    const model = await modelOf(family);
    if (!model) {
      const known = (await vscode.lm.selectChatModels()).map((one) => one.family);
      const remedy =
        known.length > 0
          ? `Name one of ${[...new Set(known)].join(', ')}`
          : 'Install an extension that brings models, such as GitHub Copilot, and sign in';
      return { problem: `VS Code offers no language model of the family ${family}`, remedy };
    }
    const ask = t('Ask It');
    const question = t(
      'Let the backtest {0} ask the language model {1} ({2})?',
      this.definition,
      model.name,
      model.vendor,
    );
    const detail = t(
      'It is asked once for each bar and symbol. What it is told (bars, past trades and how they ended) leaves this machine, and counts against your quota there.',
    );
    const chosen = await vscode.window.showWarningMessage(question, { modal: true, detail }, ask);
    if (chosen !== ask)
      return {
        problem: 'you did not let the backtest ask it',
        remedy: 'Run it again and agree, or name another provider',
      };
    return { identity: `${model.vendor}/${model.id} ${model.version}` };
  }

  async ask(family: string, messages: readonly ModelMessage[], signal: AbortSignal): Promise<EditorAnswer> {
    const model = await modelOf(family);
    if (!model) return { failure: `VS Code offers no model ${family} any more`, why: 'unreachable' };
    const source = new vscode.CancellationTokenSource();
    try {
      return await withDeadline(signal, DEADLINE, (patience) => {
        const given = new Promise<EditorAnswer>((up) => {
          const giveUp = () => {
            source.cancel();
            const silent = {
              failure: `it did not answer within ${DEADLINE / 1000} s`,
              why: 'deadline',
            } as const;
            up(signal.aborted ? { failure: 'cancelled', why: 'other' } : silent);
          };
          if (patience.aborted) giveUp();
          else patience.addEventListener('abort', giveUp, { once: true });
        });
        return Promise.race([say(model, messages, this.definition, source.token), given]);
      });
    } catch (error) {
      return { failure: messageOf(error), why: causeOf(error) };
    } finally {
      source.dispose();
    }
  }
}

async function modelOf(family: string): Promise<vscode.LanguageModelChat | undefined> {
  const models = await vscode.lm.selectChatModels({ family });
  // Sorted, since VS Code lists models in the order in which their extensions started.
  return models.sort((a, b) => (a.id < b.id ? -1 : 1))[0];
}

async function say(
  model: vscode.LanguageModelChat,
  messages: readonly ModelMessage[],
  definition: string,
  token: vscode.CancellationToken,
): Promise<EditorAnswer> {
  const said = messages.map(({ role, content }) =>
    role === 'user'
      ? vscode.LanguageModelChatMessage.User(content)
      : vscode.LanguageModelChatMessage.Assistant(content),
  );
  const justification = t('The backtest {0} asks it to vote on trades.', definition);
  const response = await model.sendRequest(said, { justification }, token);
  let text = '';
  for await (const piece of response.text) {
    text += piece;
    if (text.length > LONGEST_SAID) return { failure: 'its reply has no end', why: 'unusable reply' };
  }
  return { said: text };
}

/** The cause of a failure, by the API's error codes. Other failures, a used-up quota among them, have words only. */
function causeOf(error: unknown): FailureCause {
  if (!(error instanceof vscode.LanguageModelError)) return 'server error';
  switch (error.code) {
    case vscode.LanguageModelError.NotFound.name:
      return 'unreachable';
    case vscode.LanguageModelError.NoPermissions.name:
    case vscode.LanguageModelError.Blocked.name:
      return 'refused';
    default:
      return 'server error';
  }
}

function messageOf(error: unknown): string {
  const [outer, inner] = [error, error instanceof Error ? error.cause : undefined];
  const words = [outer, inner].filter((one) => one instanceof Error).map(({ message }) => message);
  const code = error instanceof vscode.LanguageModelError && error.code ? `${error.code}: ` : '';
  return `${code}${words.join(' ') || String(error)}`.slice(0, 500);
}
