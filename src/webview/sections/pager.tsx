import { t } from '@vscode/l10n';
import { count } from '../format';
import type { ViewState } from '../viewState';

/** Rows of a page: as many as a browser lays out without a pause. */
export const PAGE = 100;

/** The page that is shown of `rows` rows; the last where the reader's page is beyond it. */
export const pageOf = (view: ViewState, rows: number) => Math.min(view.page, lastPage(rows));

const lastPage = (rows: number) => Math.max(0, Math.ceil(rows / PAGE) - 1);

interface Props {
  /** How many rows there are on all pages. */
  readonly rows: number;
  /** The page that is shown, from 0. */
  readonly page: number;
  change(change: Partial<ViewState>): void;
}

/** Leads from page to page of the trades; nothing where there is only one. */
export function Pager({ rows, page, change }: Props) {
  const last = lastPage(rows);
  if (last === 0) return null;
  const seen = Math.min(rows, (page + 1) * PAGE);
  return (
    <nav class="pager" aria-label={t('Pages of trades')}>
      <Turn label={t('First')} page={0} now={page} last={last} change={change} />
      <Turn label={t('Previous')} page={page - 1} now={page} last={last} change={change} />
      <span role="status">{t('{0} to {1} of {2}', count(page * PAGE + 1), count(seen), count(rows))}</span>
      <Turn label={t('Next')} page={page + 1} now={page} last={last} change={change} />
      <Turn label={t('Last')} page={last} now={page} last={last} change={change} />
    </nav>
  );
}

function Turn({
  label,
  page,
  now,
  last,
  change,
}: {
  readonly label: string;
  readonly page: number;
  readonly now: number;
  readonly last: number;
  change(change: Partial<ViewState>): void;
}) {
  return (
    <button
      type="button"
      class="quiet"
      disabled={page < 0 || page > last || page === now}
      onClick={() => change({ page })}
    >
      {label}
    </button>
  );
}
