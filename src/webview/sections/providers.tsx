import { t } from '@vscode/l10n';
import type { ProviderRecord } from '../../memory/tradeRecord';
import type { ProviderQuarter, RunReport } from '../../report/reportProtocol';
import { count, percentOfShare, signedMoney } from '../format';
import { Signed, Table } from './table';
import { Weights } from './weights';

/** Shows how often each provider's votes were right, and the weights that their votes got. */
export function Providers({
  report,
  quarters,
  caveat,
  savePicture,
}: {
  readonly report: RunReport;
  /** Null while votes are being counted. */
  readonly quarters: readonly ProviderQuarter[] | null;
  readonly caveat: string | null;
  savePicture(name: string, base64: string): void;
}) {
  return (
    <section id="providers" aria-labelledby="providers-title">
      <h2 id="providers-title">{t('Providers')}</h2>
      <Weights report={report} caveat={caveat} savePicture={savePicture} />
      {quarters === null ? (
        <p class="muted">{t('Counting the votes…')}</p>
      ) : (
        <Table
          caption={t('How often a provider’s vote was right: for a trade that won, or against one that lost')}
          columns={[
            { title: t('Provider') },
            ...quarters.map(({ quarter }) => ({ title: quarter, numeric: true })),
            { title: t('All'), numeric: true },
            { title: t('P/L of trades voted for'), numeric: true },
          ]}
          rows={recordRows(quarters)}
        />
      )}
    </section>
  );
}

function recordRows(quarters: readonly ProviderQuarter[]) {
  const names = [...new Set(quarters.flatMap(({ records }) => Object.keys(records)))].sort();
  return names.map((name) => {
    const own = quarters.map(({ records }) => records[name]);
    const known = own.filter((record) => record !== undefined);
    const sum = (part: (record: ProviderRecord) => number) =>
      known.reduce((total, record) => total + part(record), 0);
    const pnl = sum((record) => record.pnl);
    return [
      name,
      ...own.map((record) => (record ? rightText(record.right, record.scored) : '–')),
      rightText(
        sum(({ right }) => right),
        sum(({ scored }) => scored),
      ),
      <Signed key="pnl" value={pnl} text={signedMoney(pnl)} />,
    ];
  });
}

const rightText = (right: number, scored: number) =>
  scored === 0 ? '–' : t('{0} of {1}', percentOfShare(right / scored), count(scored));
