/** Fields that a column of a trade table may hold. */
export const COLUMN_FIELDS = [
  'id',
  'order',
  'kind',
  'direction',
  'symbol',
  'side',
  'quantity',
  'entryTime',
  'exitTime',
  'entryPrice',
  'exitPrice',
  'time',
  'price',
  'pnl',
  'grossPnl',
  'pnlPct',
  'returnShare',
  'fees',
  'entryFees',
  'exitFees',
  'taxes',
  'swap',
  'stop',
  'target',
  'reason',
  'tag',
  'strategy',
  'status',
] as const;
export type ColumnField = (typeof COLUMN_FIELDS)[number];

/** Place of each field's column, from 0. */
export type Columns = Readonly<Partial<Record<ColumnField, number>>>;

/**
 * Names of columns, as tools write them in their languages (English, German, Russian, Spanish, Portuguese, French,
 * Italian, Japanese, Chinese) and as people do. Names are compared after `plain`.
 */
const NAMES: Readonly<Record<ColumnField, readonly string[]>> = {
  id: [
    'trade #|trade no|trade number|trade id|exit trade id|decision id|ticket|position|position id|deal|#',
    'trade nr|nr trade|geschaft|сделка|№ сделки|сделка №|номер сделки|тикет|позиция',
    'operacion #|n º de operacion|transaccion|posicion|oferta|n º da negociacao|negociacao #|posicao',
    'transaction|取引 #|トレード番号|交易 #|交易编号',
  ],
  order: ['order|order id|auftrag|ордер|orden|ordem|ordre'],
  kind: ['type|typ|тип|tipo|タイプ|種類|類型|类型'],
  direction: ['direction|richtung|направление|direccion|direcao|方向'],
  symbol: [
    'symbol|symbols|item|pair|asset pair|asset|ticker|instrument|market|contract|security|column|coin',
    'символ|инструмент|тикер|simbolo|instrumento|activo|ativo|symbole|銘柄|品种|商品|交易品种',
  ],
  side: [
    'side|position type|trade type|long short|buy sell|action|position side|seite|сторона|lado|sens|売買|方向',
  ],
  quantity: [
    'size|quantity|qty|amount|contracts|volume|lots|lot|shares|units|position size qty|position size|size qty|size quantity',
    'menge|stuck|kontrakte|volumen|grosse|positionsgrosse menge|positionsgrosse anzahl|positionsgrosse',
    'объем|количество|контракты|кол во|размер позиции кол во|размер позиции количество|размер|лот|лоты',
    'cantidad|contratos|volumenes|tamano|tamano de la posicion cant|tamano de la posicion cantidad|lotes',
    'quantidade|tamanho|tamanho da posicao qtd|tamanho da posicao quantidade|quantite|contrats|taille',
    '数量|契約数|ポジションサイズ 数量|合約|合约|仓位大小 数量|倉位大小 數量|头寸大小 数量',
  ],
  entryTime: [
    'entry time|entry timestamp|entry date|entry datetime|entry date time|entry index|open time|open date|open timestamp|open datetime|opened|opened at|date opened|time opened|buy time|buy date|entered|entered at|start time|date in|time in|opening time',
    'eroffnungszeit|offnungszeit|einstiegszeit|einstiegsdatum|eroffnet|время открытия|дата открытия|время входа|дата входа',
    'hora de apertura|fecha de apertura|tiempo de apertura|fecha de entrada|hora de entrada',
    'hora de abertura|horario de abertura|data de abertura|tempo de abertura|data de entrada|heure d ouverture|date d ouverture',
  ],
  exitTime: [
    'exit time|exit timestamp|exit date|exit datetime|exit date time|exit index|close time|close date|close timestamp|close datetime|closed|closed at|date closed|time closed|sell time|sell date|exited|exited at|end time|date out|time out|closing time',
    'schliesszeit|schlusszeit|ausstiegszeit|ausstiegsdatum|geschlossen|время закрытия|дата закрытия|время выхода|дата выхода',
    'hora de cierre|fecha de cierre|tiempo de cierre|fecha de salida|hora de salida',
    'hora de fechamento|horario de fechamento|data de fechamento|tempo de fechamento|data de saida|heure de fermeture|date de fermeture|heure de cloture',
  ],
  entryPrice: [
    'entry price|avg entry price|average entry price|avg entry|open price|open rate|opening price|buy price|price in|entry rate|entry',
    'eroffnungskurs|eroffnungspreis|einstiegspreis|einstiegskurs|цена открытия|цена входа|precio de apertura|precio de entrada|preco de abertura|preco de entrada|prix d ouverture|prix d entree',
  ],
  exitPrice: [
    'exit price|avg exit price|average exit price|avg exit|close price|close rate|closing price|sell price|price out|exit rate|exit',
    'schlusskurs|schliesskurs|ausstiegspreis|ausstiegskurs|цена закрытия|цена выхода|precio de cierre|precio de salida|preco de fechamento|preco de saida|prix de fermeture|prix de sortie',
  ],
  time: [
    'time|date time|datetime|date|timestamp|date and time|zeit|datum|datum uhrzeit|datum zeit|datum und uhrzeit|время|дата|дата время|дата и время',
    'hora|fecha|fecha hora|fecha y hora|tiempo|horario|data|data hora|data e hora|tempo|heure|date heure|日時|日付 時刻|日付|日期 時間|日期 时间|日期和时间',
  ],
  price: ['price|preis|kurs|цена|precio|preco|prix|prezzo|価格|價格|价格'],
  pnl: [
    'net pnl|net profit|pnl comm|pnlcomm|net p l|profit loss|profit abs|realized pnl|realised pnl|net profit loss|pnl|profit|p l|gain loss|result|realized profit',
    'netto gewinn verlust|netto g v|nettogewinn|gewinn|gewinn verlust|g v|ergebnis|netto guv|guv',
    'чистая прибыль|прибыль|чистая п у|чистые п у|чистый п у|прибыль убыток|п у|чистые прибыль и убыток|чистая прибыль убыток|результат',
    'beneficio|beneficio neto|ganancia|ganancias y perdidas netas|pyg netas|pyg neto|g p neta|p g neta|g p netas|beneficios',
    'lucro|lucro liquido|lucro prejuizo|l p liquido|p l liquido|lucros perdas liquidos|resultado|benefice|pnl net|profit net',
    '損益|純損益|利益|獲利|获利|淨損益|净损益|盈亏|净盈亏',
  ],
  grossPnl: ['gross pnl|gross profit|gross profit loss'],
  pnlPct: [
    'profit %|net pnl %|pnl %|return %|net profit %|profit pct|pnl pct|return pct percent|p l %|profit loss %|profit percent percent|gain %|profit percentage|pnl percentage|return percent',
    'gewinn %|netto gewinn verlust %|netto g v %|netto guv %|прибыль %|чистая прибыль %|чистая п у %|чистые п у %|чистые прибыль и убыток %|чистая прибыль убыток %',
    'beneficio %|ganancia %|ganancias y perdidas netas %|pyg netas %|pyg neto %|g p neta %|p g neta %|g p netas %|lucro %|lucro prejuizo %|l p liquido %|p l liquido %|lucros perdas liquidos %',
    '損益 %|純損益 %|利益 %|獲利 %|获利 %|净损益 %|淨損益 %',
  ],
  returnShare: ['return|return pct|profit ratio|profit percent|returns|ret|rendite'],
  fees: [
    'fees|fee|commission|commissions|total fees|commission fees|total commission|comm|kommission|gebuhren|gebuhr|комиссия|комиссии|comision|comisiones|comissao|comissoes|taxa|taxas|frais|手数料|手續費|手续费',
  ],
  entryFees: ['entry fees|entry fee|open fee|entry commission'],
  exitFees: ['exit fees|exit fee|close fee|exit commission'],
  taxes: ['taxes|tax|steuern|налоги|impuestos|impostos'],
  swap: ['swap|swaps|своп|финансирование|funding|funding fees|troca'],
  stop: ['s l|sl|stop loss|stop|стоп лосс|stop loss abs'],
  target: ['t p|tp|take profit|target|тейк профит'],
  reason: ['exit reason|sell reason|close reason|reason|exit type|exit signal|ausstiegsgrund|причина выхода'],
  tag: [
    'tag|enter tag|buy tag|signal|comment|comments|kommentar|комментарий|сигнал|senal|comentario|sinal|commentaire|シグナル|訊號|信号|信號',
  ],
  strategy: ['strategy|strategie|стратегия|estrategia'],
  status: ['status|state|is open|статус|estado|zustand'],
};

/** The currency that TradingView appends to a name: "Price USDT", "Net P&L NONE". */
const CURRENCY = /\s+(?!ID$|SL$|TP$|P&L$|P\/L$|PNL$)[A-Z][A-Z0-9]{1,6}$/;

/** Names of profits after costs: in a table with two profits this one counts. */
const NET = /net|comm|чист/i;

/** Removes from a column's name whatever differs between tools: case, accents, dashes, "EntryTime" for "Entry Time". */
function plain(name: string): string {
  return name
    .replaceAll(/\bp\s*&\s*l\b|\bpnl\b|\bp\/l\b/gi, ' pnl ')
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll(/([%#№º])/g, ' $1 ')
    .replaceAll(/[^\p{L}\p{N}%#№º]+/gu, ' ')
    .trim();
}

const FIELD_OF: ReadonlyMap<string, ColumnField> = new Map(
  COLUMN_FIELDS.flatMap((field) =>
    NAMES[field].flatMap((line) => line.split('|').map((name) => [plain(name), field] as const)),
  ),
);

/** Tells the field of a column by its name; null for an unknown name. */
export function fieldOf(name: string): ColumnField | null {
  const bare = name.trim().replace(/\s*\(USD\)$/, '');
  return FIELD_OF.get(plain(bare)) ?? FIELD_OF.get(plain(bare.replace(CURRENCY, ''))) ?? null;
}

/**
 * Tells the columns of a header. In a header with two times or two prices, as in MetaTrader's statements, the first is
 * the entry's and the second the exit's. Of other repeated names the first counts.
 */
export function columnsOf(header: readonly string[]): Columns {
  const columns: Partial<Record<ColumnField, number>> = {};
  header.forEach((name, place) => {
    const field = fieldOf(name);
    if (field === null) return;
    if (field === 'time' && columns.time !== undefined) columns.exitTime ??= place;
    else if (field === 'price' && columns.entryPrice !== undefined) columns.exitPrice ??= place;
    else if (field === 'price' && columns.price !== undefined) columns.exitPrice ??= place;
    else if (field === 'pnl' && NET.test(name)) columns.pnl = place;
    else columns[field] ??= place;
  });
  if (columns.time !== undefined && columns.exitTime !== undefined) columns.entryTime ??= columns.time;
  if (columns.price !== undefined && columns.exitPrice !== undefined) columns.entryPrice ??= columns.price;
  return columns;
}
