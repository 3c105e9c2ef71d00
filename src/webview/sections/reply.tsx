import { t } from '@vscode/l10n';
import type { ShownReply } from '../../report/reportProtocol';
import { seconds, whole } from '../format';

/** Shows what a provider was asked and answered, all as text, never as HTML. */
export function Reply({ reply, leftOut }: { readonly reply: ShownReply; readonly leftOut: string | null }) {
  const { provider, asked, tookMs, tokens, action, confidence, reason, failure, request } = reply;
  const { thinking, retried, said, reused, masked } = reply;
  const spoken = tokens === null ? '' : `, ${tokens === 1 ? t('1 token') : t('{0} tokens', tokens)}`;
  const when =
    asked === null || tookMs === null
      ? t('answered at once')
      : t('asked {0}, took {1}', asked.slice(0, 16).replace('T', ' '), `${seconds(tookMs)}${spoken}`);
  return (
    <section class="reply" aria-label={t('Answer of {0}', provider)}>
      <h3>{provider}</h3>
      <p>
        {failure === null
          ? t('{0} with {1} of 100', action ?? '–', confidence === null ? '–' : whole(confidence))
          : t('No answer: {0}', failure)}
        <span class="muted">{` · ${when}`}</span>
      </p>
      {reused && (
        <p class="muted">{t('Not asked again: the answer is that of {0}, which asked the same.', reused)}</p>
      )}
      {retried && <p class="muted">{t('Its first reply could not be used: {0}', retried)}</p>}
      {masked && <p class="muted">{t('Symbol, time and prices were hidden in what it was asked.')}</p>}
      {reason !== '' && <p class="said">{reason}</p>}
      {said.length > 0 && (
        <details>
          <summary>{t('What it said that could not be used')}</summary>
          {[...new Set(said)].map((text) => (
            <p class="said" key={text}>
              {text === '' ? t('Nothing.') : text}
            </p>
          ))}
        </details>
      )}
      {thinking && (
        <details>
          <summary>{t('What it thought')}</summary>
          <p class="said">{thinking}</p>
        </details>
      )}
      {request === null ? (
        <p class="muted">{leftOut ?? t('The log does not have what it was asked.')}</p>
      ) : (
        <details>
          <summary>{t('What it was asked')}</summary>
          {promptParts(request).map(({ role, text }) => (
            <div key={role + text}>
              <h4>{role}</h4>
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll it */}
              <pre tabIndex={0}>{text}</pre>
            </div>
          ))}
        </details>
      )}
    </section>
  );
}

type Request = ShownReply['request'];

/** The parts of a request: the messages of a chat one by one, and anything else as JSON. */
function promptParts(request: Request): { role: string; text: string }[] {
  if (!isObject(request) || !Array.isArray(request.messages))
    return [{ role: 'request', text: jsonText(request) }];
  const { messages, ...rest } = request;
  return [
    ...messages.map((message) =>
      isObject(message) && typeof message.content === 'string'
        ? { role: String(message.role), text: message.content }
        : { role: 'message', text: jsonText(message) },
    ),
    ...(Object.keys(rest).length > 0 ? [{ role: 'settings', text: jsonText(rest) }] : []),
  ];
}

function isObject(value: Request): value is Record<string, Request> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Writes JSON with each list of plain values, such as a bar, on one line. */
function jsonText(value: Request, indent = ''): string {
  const list = Array.isArray(value);
  const within = list
    ? value.map((one) => ['', one] as const)
    : isObject(value)
      ? Object.entries(value)
      : null;
  const isPlain = within?.every(([, one]) => typeof one !== 'object' || one === null);
  if (!within || within.length === 0 || (list && isPlain)) return JSON.stringify(value);
  const inner = `${indent}  `;
  const lines = within.map(
    ([name, one]) => `${inner}${list ? '' : `${JSON.stringify(name)}: `}${jsonText(one, inner)}`,
  );
  const [open, close] = list ? ['[', ']'] : ['{', '}'];
  return [open, lines.join(',\n'), `${indent}${close}`].join('\n');
}
