import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

export interface Column {
  readonly title: string;
  readonly numeric?: boolean;
  /** Explains a short title. */
  readonly hint?: string;
}

interface Props {
  readonly caption: string;
  readonly columns: readonly Column[];
  /** The first cell of each row is its header. */
  readonly rows: readonly (readonly ComponentChildren[])[];
  /** The last row sums up the others. */
  readonly total?: boolean;
}

export function Table({ caption, columns, rows, total }: Props) {
  return (
    <Scrolled label={caption}>
      <table class={total ? 'with-total' : undefined}>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ title, numeric, hint }) => (
              <th key={title} scope="col" class={numeric ? 'number' : undefined} title={hint}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([head, ...cells], row) => (
            <tr key={row}>
              <th scope="row" class={columns[0].numeric ? 'number' : undefined}>
                {head}
              </th>
              {cells.map((cell, index) => (
                <td key={columns[index + 1].title} class={columns[index + 1].numeric ? 'number' : undefined}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolled>
  );
}

/** Scrolls wide content sideways; content that scrolls must be reachable by keys. */
export function Scrolled({
  label,
  children,
}: {
  readonly label: string;
  readonly children: ComponentChildren;
}) {
  const place = useRef<HTMLElement>(null);
  const [scrolls, setScrolls] = useState(false);
  useLayoutEffect(() => {
    const element = place.current;
    if (!element) return;
    const look = () => setScrolls(element.scrollWidth > element.clientWidth + 1);
    // The observer also calls at first, after layout; measuring here would force a layout for each table.
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return scrolls ? (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll it
    <section class="scrolled" ref={place} aria-label={label} tabIndex={0}>
      {children}
    </section>
  ) : (
    <section class="scrolled" ref={place}>
      {children}
    </section>
  );
}

/** Colours a signed amount; the sign says the same as the colour. */
export function Signed({
  value,
  text,
}: {
  readonly value: number | null | undefined;
  readonly text: string;
}) {
  if (value === null || value === undefined || value === 0) return <span>{text}</span>;
  return <span class={value > 0 ? 'gain' : 'loss'}>{text}</span>;
}
