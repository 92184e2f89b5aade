/**
 * Loaded into the sandbox's functions with `NODE_OPTIONS=--require`, which Lambda allows too: the place where SNS keeps
 * its signing certificate answers with a test's. Everything else is fetched as ever.
 */
const { TEST_SNS_CERTIFICATE: certificate } = process.env;
const { Buffer, Request, Response, URL } = globalThis;

if (certificate !== undefined) {
  const { fetch } = globalThis;
  globalThis.fetch = async (input, options) => {
    const { host } = new URL(input instanceof Request ? input.url : input);
    if (!/^sns\.[a-z0-9-]+\.amazonaws\.com$/.test(host)) return fetch(input, options);
    return new Response(Buffer.from(certificate, "base64").toString("utf8"));
  };
}
