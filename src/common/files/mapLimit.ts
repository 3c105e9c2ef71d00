/** Items worked on at the same time: files are open meanwhile. */
const AT_ONCE = 64;

/**
 * Calls `work` with all items, in batches of 64.
 * @returns the results, in the order of the items. @throws the first failure, once all work of its batch has ended.
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
