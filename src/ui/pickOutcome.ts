import * as vscode from 'vscode';
import type { OutcomeRow } from '../memory/outcomeRow';
import { outcomeText } from './texts';

/** So many are offered at a time; typing finds the others. */
const OFFERED = 50;

interface Item extends vscode.QuickPickItem {
  readonly id: string;
}

/** Lets the user find an outcome by a part of its id. @returns the id, or undefined where nothing was chosen. */
export function pickOutcome(
  find: (text: string, count: number) => Promise<readonly OutcomeRow[]>,
): Promise<string | undefined> {
  const picker = vscode.window.createQuickPick<Item>();
  picker.placeholder = 'Which outcome? Type a part of its id: a symbol, a date such as 20250131';
  const offer = async (text: string) => {
    picker.busy = true;
    const found = await find(text, OFFERED);
    // What was typed meanwhile is answered by a later call.
    if (picker.value !== text) return;
    picker.items = found.map((outcome) => ({
      label: outcomeText(outcome),
      description: outcome.decision_id,
      alwaysShow: true,
      id: outcome.decision_id,
    }));
    picker.busy = false;
  };
  return new Promise((chosen) => {
    picker.onDidChangeValue(offer);
    picker.onDidAccept(() => {
      chosen(picker.activeItems[0]?.id);
      picker.hide();
    });
    picker.onDidHide(() => {
      chosen(undefined);
      picker.dispose();
    });
    picker.show();
    void offer('');
  });
}
