import type { Properties } from "./properties";

export interface TrackedInputs {
  readonly inputs: Properties;
  readonly read: ReadonlySet<string>;
}

/** Records which inputs are read, so that an input the sandbox ignores is reported. */
export function trackReads(inputs: Properties): TrackedInputs {
  const read = new Set<string>();
  const proxy = new Proxy(inputs, {
    get(target, key) {
      if (typeof key === "string") read.add(key);
      return target[key as string];
    },
  });
  return { inputs: proxy, read };
}

/** The inputs that no reader has read. */
export function unreadInputs(...given: readonly TrackedInputs[]): string[] {
  const all = new Set(given.flatMap(({ inputs }) => Object.keys(inputs)));
  return [...all].filter(key => !given.some(({ read }) => read.has(key)));
}
