/** Every id that package.json contributes, declared once; a test compares the two. */
export const COMMANDS = {
  run: 'backtestMemory.run',
  cancel: 'backtestMemory.cancel',
  runAgain: 'backtestMemory.runAgain',
  resume: 'backtestMemory.resume',
  setUp: 'backtestMemory.setUp',
  writeTypings: 'backtestMemory.writeTypings',
  openOutcome: 'backtestMemory.openOutcome',
  refresh: 'backtestMemory.refresh',
  showLog: 'backtestMemory.showLog',
  groupBy: 'backtestMemory.groupBy',
  chooseFolder: 'backtestMemory.chooseFolder',
  copyDiagnostics: 'backtestMemory.copyDiagnostics',
  sortBy: 'backtestMemory.sortBy',
  compare: 'backtestMemory.compare',
  archive: 'backtestMemory.archive',
  restore: 'backtestMemory.restore',
  exportOutcomes: 'backtestMemory.exportOutcomes',
  decideNow: 'backtestMemory.decideNow',
  showPrompt: 'backtestMemory.showPrompt',
  editNote: 'backtestMemory.editNote',
  openSource: 'backtestMemory.openSource',
  verify: 'backtestMemory.verify',
  search: 'backtestMemory.search',
  setOllamaToken: 'backtestMemory.setOllamaToken',
  importPython: 'backtestMemory.importPython',
  importTrades: 'backtestMemory.importTrades',
  undoImport: 'backtestMemory.undoImport',
  writeMcpJson: 'backtestMemory.writeMcpJson',
  openReport: 'backtestMemory.openReport',
  compareReports: 'backtestMemory.compareReports',
  exportReport: 'backtestMemory.exportReport',
  exportTrades: 'backtestMemory.exportTrades',
  downloadBars: 'backtestMemory.downloadBars',
  updateBars: 'backtestMemory.updateBars',
} as const;

export const VIEWS = {
  backtests: 'backtestMemory.backtests',
  outcomes: 'backtestMemory.outcomes',
  providers: 'backtestMemory.providers',
} as const;

/** The type of the webviews that show reports. */
export const REPORT = 'backtestMemory.report';

/** Settings of the embedding and of Ollama, below `backtestMemory`; only the user's settings count, not a workspace's. */
export const SETTINGS = {
  embedding: 'embedding',
  modelFolder: 'embeddingModelFolder',
  ollamaModel: 'embeddingOllamaModel',
  ollamaHost: 'ollamaHost',
} as const;

/** Settings of how Ollama is asked, below `backtestMemory`; only the user's settings count, not a workspace's. */
export const OLLAMA_SETTINGS = {
  headers: 'ollamaHeaders',
  deadline: 'ollamaDeadline',
  parallel: 'ollamaParallel',
} as const;

/** The setting, below `backtestMemory`, of addresses and programs that supply bars. */
export const BAR_SOURCES = 'barSources';

/** Context keys that `when` clauses in package.json use. */
export const CONTEXTS = {
  running: 'backtestMemory.running',
  /** 'none' or 'some' in the folder that is shown; neither before it was read, when nobody knows what it lacks. */
  definitions: 'backtestMemory.definitions',
  outcomes: 'backtestMemory.outcomes',
  /** Whether the editor shows a trade log. */
  tradeLog: 'backtestMemory.tradeLog',
} as const;

/** The setting that shows win rates at the ends of trades' lines. */
export const INLAY_HINTS = 'backtestMemory.inlayHints';
