import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { dayText } from '../../common/format';
import { numbers } from '../../common/words';
import type { OutcomeFacts } from '../../memory/outcomeRow';
import type { WorkspaceClient } from '../../workspace/workspaceClient';
import { outcomeText, searchText } from './outcomeTexts';

/** The number of outcomes offered at a time; typing finds others. */
const OFFERED = 50;

interface Item extends vscode.QuickPickItem {
  readonly outcome: OutcomeFacts;
}

const itemOf = (outcome: OutcomeFacts, description: string, detail?: string): Item => ({
  label: outcomeText(outcome),
  description,
  detail,
  alwaysShow: true,
  outcome,
});

/** Lets the user find an outcome by a part of its id. @returns undefined where nothing was chosen. */
export function pickOutcome(client: WorkspaceClient): Promise<OutcomeFacts | undefined> {
  return pick(t('Which outcome? Type a part of its id: a symbol, a date such as 20250131'), async (text) => ({
    items: (await client.find(text, OFFERED)).map((outcome) => itemOf(outcome, outcome.id)),
  }));
}

/** Lets the user find an outcome by what its situation was like. @returns undefined where nothing was chosen. */
export function searchOutcome(client: WorkspaceClient): Promise<OutcomeFacts | undefined> {
  return pick(
    t('For example: losing shorts on ETH when volatile · provider:rule:trend pnl<0 as-of:2025-06-30'),
    async (text) => {
      const answer = await client.search(text, OFFERED);
      return {
        title: searchText(answer),
        items: answer.found.map(({ outcome, score, words }) => {
          const left = dayText(outcome.exitTime);
          return itemOf(
            outcome,
            score === null ? left : `${left} · ${numbers().fixed(score, 2)}`,
            rest(words, outcome),
          );
        }),
      };
    },
  );
}

/** The words about an outcome without symbol and side, which the label says already. */
function rest(words: string, { symbol, side }: OutcomeFacts): string {
  const said = `${symbol} ${side} `;
  return words.startsWith(said) ? words.slice(said.length) : words;
}

function pick(
  placeholder: string,
  offer: (text: string) => Promise<{ title?: string; items: readonly Item[] }>,
): Promise<OutcomeFacts | undefined> {
  const picker = vscode.window.createQuickPick<Item>();
  picker.placeholder = placeholder;
  const show = async (text: string) => {
    picker.busy = true;
    const { title, items } = await offer(text);
    // A later call answers what was typed meanwhile.
    if (picker.value !== text) return;
    picker.title = title;
    picker.items = items;
    picker.busy = false;
  };
  return new Promise((chosen) => {
    picker.onDidChangeValue(show);
    picker.onDidAccept(() => {
      chosen(picker.activeItems[0]?.outcome);
      picker.hide();
    });
    picker.onDidHide(() => {
      chosen(undefined);
      picker.dispose();
    });
    picker.show();
    void show('');
  });
}
