const nothing = () => undefined;

/** Writes nothing. */
export const NO_LOG = { info: nothing, warn: nothing, error: nothing };
