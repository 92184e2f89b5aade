const closings: (() => Promise<void>)[] = [];

/** Registers what closes something that the suites of this process share; called once after the last suite. */
export function atEnd(close: () => Promise<void>): void {
  closings.push(close);
}

/** Closes what the suites shared. */
export async function closeShared(): Promise<void> {
  for (const close of closings.splice(0).reverse()) await close();
}
