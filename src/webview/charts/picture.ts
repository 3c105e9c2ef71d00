import { t } from '@vscode/l10n';
import type { LegendKey } from './legendKey';
import type { Palette } from './palette';

const DASHES = { solid: [], dashed: [6, 4], dotted: [2, 3] } as const;

/** Makes a PNG (base64) of a chart that explains itself: title, legend, caveat, and the maker of the charts. */
export function pictureOf(
  chart: HTMLCanvasElement,
  { title, caveat, legend }: { title: string; caveat: string | null; legend: readonly LegendKey[] },
  { colours, font }: Palette,
): string {
  const scale = window.devicePixelRatio;
  const [padding, head, foot] = [12 * scale, (legend.length > 0 ? 52 : 32) * scale, 24 * scale];
  const canvas = document.createElement('canvas');
  canvas.width = chart.width + 2 * padding;
  canvas.height = chart.height + head + foot;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas to draw on');
  context.fillStyle = colours.bg;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(chart, padding, head);
  const write = (text: string, x: number, y: number, style: string, colour: string) => {
    context.font = `${style} ${font}`;
    context.fillStyle = colour;
    context.fillText(text, x, y);
    return context.measureText(text).width;
  };
  write(caveat ? `${title} (${caveat})` : title, padding, 21 * scale, `600 ${14 * scale}px`, colours.fg);
  let x = padding;
  for (const { label, colour, line } of legend) {
    context.strokeStyle = colours[colour as keyof Palette['colours']];
    context.lineWidth = 2 * scale;
    context.setLineDash(DASHES[line].map((length) => length * scale));
    context.beginPath();
    context.moveTo(x, 40 * scale);
    context.lineTo(x + 22 * scale, 40 * scale);
    context.stroke();
    x += 28 * scale;
    x += write(label, x, 44 * scale, `${12 * scale}px`, colours.fg) + 18 * scale;
  }
  const maker = `Backtest Memory · ${t('charts: TradingView Lightweight Charts™')}`;
  write(maker, padding, canvas.height - 8 * scale, `${11 * scale}px`, colours.muted);
  return canvas.toDataURL('image/png').replace(/^data:image\/png;base64,/, '');
}
