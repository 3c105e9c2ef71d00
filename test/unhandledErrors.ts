// Mocha passes a test whose promise was rejected while nobody waited for it. In the extension such an error ends the worker.

/** Reasons of rejections that nobody handled, each once: mocha tells its listeners twice. */
const unhandled = new Set<unknown>();
const keep = (reason: unknown) => void unhandled.add(reason);

function failForUnhandled(): void {
  const [first] = unhandled;
  const any = unhandled.size > 0;
  unhandled.clear();
  if (any) throw new Error('a promise was rejected, and nobody handled it', { cause: first });
}

/** Fails the test in which, or after which, a promise was rejected that nobody handled. */
export const mochaHooks = {
  // Anew for each file: between files mocha's workers drop all listeners.
  beforeAll(): void {
    process.on('unhandledRejection', keep);
  },
  afterEach: failForUnhandled,
  afterAll(): void {
    process.off('unhandledRejection', keep);
    failForUnhandled();
  },
};
