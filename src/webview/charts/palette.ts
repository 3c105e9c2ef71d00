/** Names of the colours of report.css that charts are painted with. */
const NAMES = [
  'bg',
  'fg',
  'muted',
  'grid',
  'gain',
  'loss',
  'series-1',
  'series-2',
  'series-3',
  'series-4',
] as const;

export interface Palette {
  readonly colours: Readonly<Record<(typeof NAMES)[number], string>>;
  readonly font: string;
}

/** Looks up the colours as they are now, on an element: a canvas takes no CSS variables. */
export function paletteNow(): Palette {
  const probe = document.createElement('span');
  document.body.append(probe);
  const style = getComputedStyle(probe);
  const entries = NAMES.map((name) => {
    probe.style.color = `var(--${name})`;
    return [name, style.color] as const;
  });
  const font = style.fontFamily;
  probe.remove();
  return { colours: Object.fromEntries(entries) as Palette['colours'], font };
}

/** Calls back when the editor's theme, or that of the browser, changes. @returns how to stop. */
export function onThemeChange(changed: () => void): () => void {
  // VS Code changes the classes of the body and the variables of the root.
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  const queries = ['(prefers-color-scheme: dark)', '(forced-colors: active)'].map((query) =>
    matchMedia(query),
  );
  for (const query of queries) query.addEventListener('change', changed);
  return () => {
    observer.disconnect();
    for (const query of queries) query.removeEventListener('change', changed);
  };
}
