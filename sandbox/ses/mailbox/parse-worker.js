// Parses one message in a thread of its own. JavaScript, because a thread does not have the process's TypeScript loader.
const { Buffer } = require("node:buffer");
const { parentPort, workerData } = require("node:worker_threads");
const PostalMime = require("postal-mime").default;

const { raw, want } = workerData;

void PostalMime.parse(raw).then(message => {
  parentPort.postMessage(typeof want === "number" ? attachmentOf(message, want) : summaryOf(message));
});

function summaryOf({ headers, text, html, attachments }) {
  return {
    headers: headers.map(({ originalKey, value }) => ({ name: originalKey, value })),
    text,
    html: want === "inlined" && html !== undefined ? withImages(html, attachments) : html,
    attachments: attachments.map(({ filename, mimeType, content }) => ({
      filename,
      mimeType,
      size: bytesOf(content).byteLength,
    })),
  };
}

function attachmentOf({ attachments }, index) {
  const found = attachments[index];
  if (found === undefined) return {};
  return { filename: found.filename, mimeType: found.mimeType, content: bytesOf(found.content) };
}

/** A page has no scheme `cid:`: the images that a message brings stand in it as data. */
function withImages(html, attachments) {
  const images = new Map(
    attachments
      .filter(({ contentId, mimeType }) => contentId && /^image\/[\w.+-]+$/.test(mimeType))
      .map(({ contentId, mimeType, content }) => [
        contentId.replace(/^<|>$/g, ""),
        `data:${mimeType};base64,${Buffer.from(bytesOf(content)).toString("base64")}`,
      ]),
  );
  return html.replace(/\bcid:([^\s"'<>)]+)/gi, (given, id) => images.get(decoded(id)) ?? given);
}

function decoded(id) {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}

function bytesOf(content) {
  return typeof content === "string" ? Buffer.from(content) : new Uint8Array(content);
}
