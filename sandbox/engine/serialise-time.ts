type Serialise = (...args: unknown[]) => Promise<unknown>;

/** Measures what Pulumi spends on turning functions into code, which it does for several at a time. */
export function timeSerialising(): { time(): number } {
  let [total, running, since] = [0, 0, 0];
  // Required, not imported: an import is a copy that cannot be written to.
  const runtime = require("@pulumi/pulumi/runtime") as { serializeFunction: Serialise };
  const original = runtime.serializeFunction;
  runtime.serializeFunction = async (...args) => {
    if (running++ === 0) since = performance.now();
    try {
      return await original(...args);
    } finally {
      if (--running === 0) total += performance.now() - since;
    }
  };
  return { time: () => total };
}
