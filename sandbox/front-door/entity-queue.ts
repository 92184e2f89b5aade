/** Runs the checked actions on one entity one at a time: two concurrent ones could both find room for the last key. */
export class EntityQueue {
  private readonly last = new Map<string, Promise<unknown>>();

  async run<T>(entity: string, work: () => Promise<T>): Promise<T> {
    const result = (this.last.get(entity) ?? Promise.resolve()).then(work);
    const settled = result.catch(() => undefined); // the caller gets the error
    this.last.set(entity, settled);
    void settled.then(() => {
      if (this.last.get(entity) === settled) this.last.delete(entity);
    });
    return result;
  }
}
