/**
 * Runs work for each of many things, a few at a time, whatever becomes of the others.
 *
 * @throws the first error, once all have ended
 */
export async function inParallel<T, Result>(
  things: Iterable<T>,
  concurrent: number,
  work: (thing: T) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const errors: unknown[] = [];
  const queue = [...things].entries();
  const run = async () => {
    for (const [index, thing] of queue) {
      try {
        results[index] = await work(thing);
      } catch (error) {
        errors.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: concurrent }, run));
  if (errors.length > 0) throw errors[0];
  return results;
}
