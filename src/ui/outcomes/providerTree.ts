import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { TradeRecord } from '../../memory/tradeRecord';
import type { Overview } from '../../workspace/overviewProtocol';
import type { ProviderDetail } from '../../workspace/providerDetail';
import { icon, Node } from '../folder/node';
import { answersText, failureText, healthText, recordText, sparkline, weightTexts } from './providerTexts';

/** Makes the nodes of providers and regimes with their records. @param detailOf called when a provider is opened. */
export function providerNodes(
  { providers, regimes, definitions }: Overview,
  detailOf: (provider: string) => Promise<ProviderDetail>,
): Node[] {
  const newest = definitions
    .flatMap(({ runs }) => runs.map(({ summary }) => summary))
    .sort((a, b) => (a.started < b.started ? 1 : -1))[0];
  // Providers of the newest run too: one that only ever failed has voted for no trade.
  const names = [...new Set([...Object.keys(providers), ...Object.keys(newest?.asked ?? {})])];
  if (names.length === 0) return [];
  const providerItems = names.map((provider) => {
    const record = providers[provider];
    const weight = weightTexts(newest, provider);
    const failed = newest?.failures[provider] ?? 0;
    return new Node(
      provider,
      {
        id: `provider ${provider}`,
        description: [
          ...(weight ? [weight.now] : []),
          ...(record ? [recordText(record)] : []),
          ...(failed > 0 ? [failed === 1 ? t('1 failure') : t('{0} failures', failed)] : []),
        ].join(' · '),
        tooltip: [
          ...(record
            ? [
                t(
                  'Its trades are those it voted for. Votes for or against that were right: {0} of {1}.',
                  record.right,
                  record.scored,
                ),
              ]
            : []),
          ...(weight
            ? [t('Weight by quarter where the regime is unknown, and learned by the end: {0}', weight.course)]
            : []),
          ...Object.entries(weight?.regimes ?? {}).map(([regime, own]) => `${regime}: ${own}`),
        ].join('\n'),
        iconPath: icon(failed > 0 ? 'warning' : 'person'),
      },
      async () => detailNodes(provider, weight, await detailOf(provider)),
    );
  });
  const regimeItems = recordNodes('regime', regimes);
  return [
    new Node(t('Providers'), { id: 'providers', open: true }, providerItems),
    new Node(t('Regimes'), { id: 'regimes', open: true }, regimeItems),
  ];
}

function detailNodes(
  provider: string,
  weight: ReturnType<typeof weightTexts>,
  detail: ProviderDetail,
): Node[] {
  const { health, asked, failures, regimes, log } = detail;
  const id = (part: string) => `provider ${provider} ${part}`;
  const nodes: Node[] = [];
  if (health) {
    const { good, text } = healthText(provider, health);
    nodes.push(
      new Node(t('health'), {
        id: id('health'),
        description: text,
        tooltip: text,
        iconPath: icon(good ? 'pass' : 'error'),
      }),
    );
  }
  if (asked) {
    const text = answersText(asked);
    nodes.push(
      new Node(t('answers'), {
        id: id('answers'),
        description: text,
        tooltip: text,
        iconPath: icon('comment'),
      }),
    );
  }
  if (weight && weight.steps.length > 1) {
    const { course, steps } = weight;
    nodes.push(
      new Node(t('weight'), {
        id: id('weight'),
        description: `${sparkline(steps)} ${course}`,
        tooltip: course,
        iconPath: icon('graph'),
        accessibilityInformation: { label: t('weight by quarter: {0}', course) },
      }),
    );
  }
  nodes.push(...recordNodes(id('in'), regimes, weight?.regimes));
  for (const failure of failures) {
    const at = new vscode.Position(failure.line - 1, 0);
    nodes.push(
      new Node(failure.cause, {
        id: id(`failure ${failure.line}`),
        description: failureText(failure),
        tooltip: [failure.message, ...failure.said].join('\n\n'),
        iconPath: icon('error'),
        command: {
          command: 'vscode.open',
          title: t('Open the Log'),
          arguments: [vscode.Uri.file(log), { selection: new vscode.Range(at, at) }],
        },
      }),
    );
  }
  return nodes;
}

function recordNodes(
  id: string,
  records: Readonly<Record<string, TradeRecord>>,
  weights: Readonly<Record<string, string>> = {},
): Node[] {
  return Object.entries(records).map(
    ([regime, record]) =>
      new Node(regime, {
        id: `${id} ${regime}`,
        description: [...(weights[regime] ? [weights[regime]] : []), recordText(record)].join(' · '),
        iconPath: icon('graph-line'),
      }),
  );
}
