import { t } from '@vscode/l10n';
import type { ComponentChildren } from 'preact';
import type { ViewState } from '../viewState';

interface Props {
  readonly symbols: readonly string[];
  readonly view: ViewState;
  change(change: Partial<ViewState>): void;
  /** Stands beside the filters. */
  readonly children: ComponentChildren;
}

/** Lets the reader choose which trades are listed: by symbol, side and result. */
export function TradeFilters({ symbols, view, change, children }: Props) {
  return (
    <div class="filters">
      <Choice
        label={t('Symbol')}
        value={view.ofSymbol}
        options={symbols.map((symbol) => [symbol, symbol])}
        choose={(ofSymbol) => change({ ofSymbol, page: 0 })}
      />
      <Choice
        label={t('Side')}
        value={view.ofSide}
        options={[
          ['long', 'long'],
          ['short', 'short'],
        ]}
        choose={(ofSide) => change({ ofSide, page: 0 })}
      />
      <Choice
        label={t('Result')}
        value={view.ofResult}
        options={[
          ['won', t('won')],
          ['lost', t('lost')],
        ]}
        choose={(ofResult) => change({ ofResult, page: 0 })}
      />
      {children}
    </div>
  );
}

function Choice({
  label,
  value,
  options,
  choose,
}: {
  readonly label: string;
  readonly value: string;
  /** Each value with its label. */
  readonly options: readonly (readonly [string, string])[];
  choose(value: string): void;
}) {
  return (
    <label>
      {label}
      <select value={value} onChange={({ currentTarget }) => choose(currentTarget.value)}>
        <option value="">{t('all')}</option>
        {options.map(([option, called]) => (
          <option key={option} value={option}>
            {called}
          </option>
        ))}
      </select>
    </label>
  );
}
