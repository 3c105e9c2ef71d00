/** What a chart's legend says of one line. */
export interface LegendKey {
  readonly label: string;
  /** Name of a colour of the palette. */
  readonly colour: string;
  readonly line: 'solid' | 'dashed' | 'dotted';
}
