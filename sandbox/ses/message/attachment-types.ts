import { decodeWords } from "postal-mime";
import { rejectedExtension } from "../../../records/ses-attachment-types";
import type { Parameters } from "./mime-value";
import { reject } from "./rejection";

/**
 * Checks the name of an attachment, in whichever way it is written. AWS documents the extensions only; the text follows
 * that of "Illegal content type", which public reports have.
 *
 * @param parameters of Content-Disposition and Content-Type
 * @throws InvalidMessage
 */
export function checkFileNames(...parameters: readonly Parameters[]): void {
  for (const name of parameters.flatMap(fileNames)) {
    if (rejectedExtension(name) !== undefined) reject(`Illegal filename '${name}'.`);
  }
}

/** `filename="…"`, with encoded words (RFC 2047) or as `filename*=charset''…` and `filename*0=…` (RFC 2231). */
function fileNames(parameters: Parameters): string[] {
  return ["filename", "name"].flatMap(key => {
    const plain = parameters.get(key);
    const extended = parameters.get(`${key}*`);
    const pieces = continuations(parameters, key);
    return [
      ...(plain === undefined ? [] : [decodeWords(plain)]),
      ...(extended === undefined ? [] : [decodeExtended(extended)]),
      ...(pieces === "" ? [] : [pieces]),
    ];
  });
}

function continuations(parameters: Parameters, key: string): string {
  let name = "";
  for (let piece = 0; ; piece++) {
    const plain = parameters.get(`${key}*${piece}`);
    const encoded = parameters.get(`${key}*${piece}*`);
    if (plain === undefined && encoded === undefined) return name;
    name += plain ?? (piece === 0 ? decodeExtended(encoded ?? "") : decodePercent(encoded ?? ""));
  }
}

function decodeExtended(text: string): string {
  return decodePercent(text.replace(/^[^']*'[^']*'/, ""));
}

/** The charset does not matter: extensions are ASCII. */
function decodePercent(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_match, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}
