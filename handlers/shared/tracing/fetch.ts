import { traceRemote } from "./trace";

/** `fetch`, recorded as a call to the host that it goes to. */
export const tracedFetch: typeof fetch = (input, options) => {
  const { host } = new URL(input instanceof Request ? input.url : input);
  return traceRemote(host, endingOf, () => fetch(input, options));
};

function endingOf({ status }: Response) {
  if (status >= 500) return { status, fault: true } as const;
  return status >= 400 ? ({ status, error: true } as const) : { status };
}
