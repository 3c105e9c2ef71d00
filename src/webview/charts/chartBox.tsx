import { t } from '@vscode/l10n';
import type { IChartApi, ITimeScaleApi, Time } from 'lightweight-charts';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { LegendKey } from './legendKey';
import { onThemeChange, type Palette, paletteNow } from './palette';
import { pictureOf } from './picture';

/** The part of a chart that is used here, whatever its axis counts in. */
interface AnyChart extends Pick<IChartApi, 'takeScreenshot' | 'remove'> {
  timeScale(): Pick<ITimeScaleApi<Time>, 'getVisibleLogicalRange' | 'setVisibleLogicalRange' | 'fitContent'>;
}

/** A chart in an element, with ways to show data and to paint it. */
export interface Drawing<Data> {
  readonly chart: AnyChart;
  show(data: Data): void;
  paint(palette: Palette): void;
}

interface Props<Data> {
  readonly id: string;
  readonly title: string;
  /** Says what the chart shows, for readers who cannot see it. */
  readonly summary: string;
  readonly data: Data;
  readonly legend?: readonly LegendKey[];
  readonly tall?: boolean;
  /** A warning that a saved picture must carry too, such as that the bars are synthetic. */
  readonly caveat: string | null;
  draw(element: HTMLElement): Drawing<Data>;
  savePicture(name: string, base64: string): void;
  /** The chart's data as a table. */
  readonly children: ComponentChildren;
}

/** Shows a chart with its legend, its table and a button that saves a picture; keys move and zoom the chart. */
export function ChartBox<Data>(props: Props<Data>) {
  const { id, title, summary, data, legend = [], tall, caveat, draw, savePicture, children } = props;
  const place = useRef<HTMLDivElement>(null);
  const drawing = useRef<Drawing<Data> | null>(null);
  useEffect(() => {
    if (!place.current) return;
    const made = draw(place.current);
    drawing.current = made;
    made.paint(paletteNow());
    const stop = onThemeChange(() => made.paint(paletteNow()));
    return () => {
      stop();
      made.chart.remove();
      drawing.current = null;
    };
  }, []);
  useEffect(() => drawing.current?.show(data), [data]);
  const save = () => {
    if (!drawing.current) return;
    const said = { title, caveat, legend };
    savePicture(`${id}.png`, pictureOf(drawing.current.chart.takeScreenshot(), said, paletteNow()));
  };
  return (
    <figure class="chart">
      <figcaption>
        <h3 id={`${id}-title`}>{title}</h3>
        <Legend keys={legend} />
        <button type="button" class="quiet" onClick={save} aria-label={t('Save PNG of {0}', title)}>
          {t('Save PNG')}
        </button>
      </figcaption>
      {/* biome-ignore lint/a11y/useSemanticElements: a group that is a chart, moved by keys */}
      <div
        class={tall ? 'canvas tall' : 'canvas'}
        role="group"
        aria-roledescription={t('chart')}
        aria-label={`${title}. ${summary} ${t('Arrow keys move, plus and minus zoom, 0 shows all.')}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: keys move and zoom the chart
        tabIndex={0}
        onKeyDown={(event) => {
          if (drawing.current && moveByKey(drawing.current.chart, event.key)) event.preventDefault();
        }}
      >
        <div ref={place} aria-hidden="true" />
      </div>
      <details>
        <summary>{t('{0} as a table', title)}</summary>
        {children}
      </details>
    </figure>
  );
}

function Legend({ keys }: { readonly keys: readonly LegendKey[] }) {
  if (keys.length === 0) return null;
  return (
    <ul class="legend">
      {keys.map(({ label, colour, line }) => (
        <li key={label}>
          <span class={`key ${line}`} style={{ color: `var(--${colour})` }} aria-hidden="true" />
          {label}
        </li>
      ))}
    </ul>
  );
}

const STEP = 0.15;

/** Moves or zooms a chart by a key. @returns whether the key does something. */
function moveByKey(chart: AnyChart, key: string): boolean {
  const scale = chart.timeScale();
  const range = scale.getVisibleLogicalRange();
  if (!range) return false;
  const width = range.to - range.from;
  const by = (from: number, to: number) => {
    scale.setVisibleLogicalRange({ from: range.from + from * width, to: range.to + to * width });
    return true;
  };
  switch (key) {
    case 'ArrowLeft':
      return by(-STEP, -STEP);
    case 'ArrowRight':
      return by(STEP, STEP);
    case '+':
    case '=':
      return by(STEP, -STEP);
    case '-':
      return by(-STEP, STEP);
    case '0':
      scale.fitContent();
      return true;
    default:
      return false;
  }
}
