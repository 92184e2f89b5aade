const MAX_CONNECT_MS = 1_500;
const MAX_REQUEST_MS = 4_000;

/**
 * Options of an SDK client whose every attempt is bounded: 1.5 s to connect, 4 s to answer. The SDK's own defaults wait
 * without limit (https://docs.aws.amazon.com/sdkref/latest/guide/feature-smart-config-defaults.html).
 *
 * @param maxAttempts including the first; between them the SDK pauses for a fraction of a second, at most 20 s
 */
export function boundedClient(maxAttempts: number) {
  return {
    maxAttempts,
    requestHandler: {
      connectionTimeout: MAX_CONNECT_MS,
      requestTimeout: MAX_REQUEST_MS,
      throwOnRequestTimeout: true,
    },
  };
}
