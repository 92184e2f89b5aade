import { open } from "node:fs/promises";
import { ContentError } from "./content-error";

/** What is attached: can be read from its beginning any number of times, always the same. */
export interface Content {
  /** Bytes; undefined for a file, whose size may change until it is sent. */
  readonly size: number | undefined;
  open(): Reader | Promise<Reader>;
}

export interface Reader {
  /** Fills the target, unless the content ends before. @returns how many bytes, 0 at the end */
  read(target: Buffer): number | Promise<number>;
  close(): void | Promise<void>;
}

/** Content in memory. */
export class MemoryContent implements Content {
  readonly size: number;

  constructor(readonly pieces: readonly Uint8Array[]) {
    this.size = pieces.reduce((sum, { length }) => sum + length, 0);
  }

  static of(content: string | Uint8Array | readonly Uint8Array[]): MemoryContent {
    if (typeof content === "string") return new MemoryContent([Buffer.from(content)]);
    return new MemoryContent(content instanceof Uint8Array ? [content] : content);
  }

  whole(): Uint8Array {
    const [first = Buffer.alloc(0)] = this.pieces;
    return this.pieces.length > 1 ? Buffer.concat(this.pieces) : first;
  }

  open(): Reader {
    const { pieces } = this;
    let [index, offset] = [0, 0];
    return {
      read(target) {
        let filled = 0;
        while (filled < target.length && index < pieces.length) {
          const piece = pieces[index] ?? target;
          const part = piece.subarray(offset, offset + target.length - filled);
          target.set(part, filled);
          filled += part.length;
          offset += part.length;
          if (offset === piece.length) [index, offset] = [index + 1, 0];
        }
        return filled;
      },
      close: () => undefined,
    };
  }
}

/** A part of an open file; whoever opened it closes it. */
export interface ReadableFile {
  read(target: Buffer, offset: number, length: number, position: number): Promise<{ bytesRead: number }>;
}

/** Reads a file from its beginning. */
export async function fill(file: ReadableFile, target: Buffer, position: number): Promise<number> {
  let filled = 0;
  while (filled < target.length) {
    const { bytesRead } = await file.read(target, filled, target.length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}

/** A file by its path, opened each time. */
export class FileContent implements Content {
  readonly size = undefined;

  /** @param key of the field that names it, such as `attachments[0].path` */
  constructor(
    private readonly path: string,
    private readonly key: string,
  ) {}

  async open(): Promise<Reader> {
    const file = await open(this.path).catch((error: unknown) => {
      throw this.unreadable(error);
    });
    let position = 0;
    return {
      read: async target => {
        const filled = await fill(file, target, position).catch((error: unknown) => {
          throw this.unreadable(error);
        });
        position += filled;
        return filled;
      },
      close: () => file.close(),
    };
  }

  private unreadable(error: unknown): ContentError {
    const reason = error instanceof Error ? error.message : String(error);
    return new ContentError({
      key: this.key,
      problem: `the file cannot be read: ${reason}`,
      remedy: "use the path of a readable file",
    });
  }
}
