import type { AttachedNames } from "./attached-names";
import type { Content } from "./content";

/** RFC 5322, section 2.1.1; without the line end. */
const MAX_LINE = 998;
const [NUL, LF, CR] = [0x00, 0x0a, 0x0d];

/**
 * How content can be sent unencoded: as `7bit`, as `8bit` (where the server offers 8BITMIME, RFC 6152), or `never`: a
 * line that is too long, NUL, or CR alone, which on the way becomes a line end.
 */
export type LineKind = "7bit" | "8bit" | "never";

/** Reads content piece by piece to find its {@link LineKind}. */
export class LineScan {
  kind: LineKind = "7bit";
  private length = 0;
  private afterCr = false;

  add(piece: Uint8Array): void {
    for (const byte of piece) {
      if (this.afterCr && byte !== LF) this.kind = "never";
      this.afterCr = byte === CR;
      if (byte === LF) this.length = 0;
      else if (byte !== CR && ++this.length > MAX_LINE) this.kind = "never";
      if (byte === NUL) this.kind = "never";
      else if (byte > 0x7f && this.kind === "7bit") this.kind = "8bit";
    }
  }

  end(): LineKind {
    return this.afterCr ? "never" : this.kind;
  }
}

const BLOCK_BYTES = 64 * 1024;

/**
 * @param also is given the same content, as far as it is read
 * @throws ContentError where it cannot be read
 */
export async function lineKindOf(content: Content, also?: AttachedNames): Promise<LineKind> {
  const scan = new LineScan();
  const reader = await content.open();
  const block = Buffer.allocUnsafe(BLOCK_BYTES);
  try {
    for (;;) {
      const filled = await reader.read(block);
      if (filled === 0) {
        also?.end();
        return scan.end();
      }
      scan.add(block.subarray(0, filled));
      also?.add(block.subarray(0, filled));
      if (scan.kind === "never") return "never";
    }
  } finally {
    await reader.close();
  }
}
