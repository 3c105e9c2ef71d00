// Checks that the tests before clicked everything that the extension contributes, in a real VS Code.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { cancellable, commands, type Entry, entries, links, nameOfView, offers, titleOf } from './offered';
import type { Click } from './workbench/clicks';

/** Place of a click on an entry, by the manifest's name of the menu. */
const PLACES: Readonly<Record<string, (entry: Entry) => Click['place']>> = {
  'view/title': ({ group }) => (group.startsWith('navigation') ? 'title' : 'titleMenu'),
  'view/item/context': ({ group }) => (group.startsWith('inline') ? 'row' : 'rowMenu'),
  'editor/title': () => 'editor',
  'editor/context': () => 'editorMenu',
  'explorer/context': () => 'explorerMenu',
};

/** Compares a label with a title: VS Code may write a key behind the title, in parentheses. */
const says = (label: string, title: string) => label === title || label.startsWith(`${title} (`);

export function defineClickedTests(): void {
  describe('what can be clicked', () => {
    let clicks: readonly Click[];
    const clicked = (...places: Click['place'][]) => clicks.filter(({ place }) => places.includes(place));

    before(() => {
      clicks = JSON.parse(readFileSync('dist/test/clicks.json', 'utf8'));
      assert.ok(clicks.length > 100, `${clicks.length}`);
    });

    it('is each button of a notification or dialog, at each place that shows it', () => {
      const all = offers();
      assert.ok(all.length > 20, `${all.length}`);
      const buttons = clicked('notification', 'dialog');
      const known = all.flatMap(({ messages }) => messages);
      const missing = all.flatMap((offer) => {
        const isOf = ({ of }: Click) =>
          offer.messages.some((message) => message.test(of)) ||
          (offer.others && !known.some((message) => message.test(of)));
        return offer.buttons
          .filter((button) => !buttons.some((click) => isOf(click) && button.test(click.label)))
          .map(
            (button) => `${offer.where}: ${button.source} of ${offer.messages.map(({ source }) => source)}`,
          );
      });
      assert.deepEqual(missing, []);
    });

    it('is the Cancel of each notification that has one', () => {
      const titles = cancellable();
      assert.ok(titles.length >= 4, `${titles}`);
      const cancels = clicked('notification').filter(({ label }) => label === 'Cancel');
      assert.deepEqual(
        titles.filter((title) => !cancels.some(({ of }) => title.test(of))),
        [],
      );
    });

    it('is each command of the manifest, in the palette or where else it is offered', () => {
      assert.deepEqual(
        commands.filter((command) => {
          const title = titleOf(command);
          return !clicks.some(
            ({ place, label }) =>
              (place === 'list' ? label === `Backtest Memory: ${title}` : says(label, title)) &&
              place !== 'dialog',
          );
        }),
        [],
      );
    });

    it('is each entry of a menu, where it stands', () => {
      assert.ok(entries.length > 4);
      const unclicked = entries.filter(([menu, entry]) => {
        const [, id] = /view == backtestMemory\.(\w+)/.exec(entry.when) ?? [];
        return !clicked(PLACES[menu](entry)).some(
          ({ of, label }) => says(label, titleOf(entry.command)) && (!id || of === nameOfView(id)),
        );
      });
      assert.deepEqual(
        unclicked.map(([menu, { command, when }]) => `${menu}: ${command} ${when}`),
        [],
      );
    });

    it('is each link of the welcome texts and the walkthrough', () => {
      for (const [place, key] of [
        ['welcome', /^welcome\./],
        ['walkthrough', /^walkthrough\..*\.description$/],
      ] as const) {
        const labels = links(key);
        assert.ok(labels.length > 3, `${labels}`);
        assert.deepEqual(
          labels.filter((label) => !clicked(place).some((click) => click.label === label)),
          [],
          place,
        );
      }
    });
  });
}
