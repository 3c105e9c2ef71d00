import type { Overview } from '../../workspace/overviewProtocol';
import { runText } from './runTexts';

/** The runs of a folder as items to pick from, newest first within each definition. */
export function runItems(overview: Overview | null) {
  const rows = (overview?.definitions ?? []).flatMap(({ runs }) => runs);
  return rows.map((row) => {
    const { run, definition } = row.summary;
    return { label: run, description: runText(row), run, definition, state: row.state };
  });
}
