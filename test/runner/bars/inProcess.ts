// What dist/bars.js does, for tests that need no process of its own: built as that is, real libraries and all.
export { getBars } from '../../../src/runner/bars/barsJob';
export { realWorld } from '../../../src/runner/bars/realWorld';
