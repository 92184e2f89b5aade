// Parses one message in a thread of its own. JavaScript, because a thread does not have the process's TypeScript loader.
const { parentPort, workerData } = require("node:worker_threads");
const PostalMime = require("postal-mime").default;

void PostalMime.parse(workerData).then(({ headers, text, html, attachments }) => {
  parentPort.postMessage({
    headers: headers.map(({ originalKey, value }) => ({ name: originalKey, value })),
    text,
    html,
    attachments: attachments.map(({ filename, mimeType, content }) => ({
      filename,
      mimeType,
      size: typeof content === "string" ? content.length : content.byteLength,
    })),
  });
});
