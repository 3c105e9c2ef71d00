// The work of dist/bars.js for tests in one process, built in the same way with the real libraries.
export { getBars } from '../../../src/market/download/barsJob';
export { realWorld } from '../../../src/market/download/realWorld';
