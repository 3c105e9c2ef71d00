/** Files open at the same time. */
const AT_ONCE = 64;

/**
 * Works on all items, 64 at a time.
 * @returns what each came to, in their order. @throws the first failure, once nothing of its batch is under way.
 */
export async function mapLimit<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += AT_ONCE) {
    for (const settled of await Promise.allSettled(items.slice(start, start + AT_ONCE).map(work))) {
      if (settled.status === 'rejected') throw settled.reason;
      results.push(settled.value);
    }
  }
  return results;
}
