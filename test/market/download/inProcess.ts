// What dist/bars.js does, for tests that need no process of its own: built as that is, real libraries and all.
export { getBars } from '../../../src/market/download/barsJob';
export { realWorld } from '../../../src/market/download/realWorld';
