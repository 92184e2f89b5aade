import { randomUUID } from "node:crypto";
import { type FileHandle, open, unlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Content, fill, MemoryContent, type Reader } from "./content";

/** Up to this size a stream is kept in memory. */
const MAX_MEMORY_BYTES = 1024 * 1024;

/**
 * Keeps what a stream gave, so that it can be sent more than once: in memory, and beyond 1 MB in a temporary file that
 * nobody else can open. Its name is removed at once, so nothing remains whatever happens to the process. Where no such
 * file can be written (no space, read-only), it stays in memory.
 */
export class Spool {
  private pieces: Uint8Array[] = [];
  private inMemory = 0;
  private file: FileHandle | undefined;
  private written = 0;
  private canWrite = true;
  private isClosed = false;

  constructor(private readonly folder: string = tmpdir()) {}

  /** @throws Error after {@link close}: whoever reads the stream should stop */
  async write(piece: Uint8Array): Promise<void> {
    if (this.isClosed) throw new Error("no longer needed");
    this.pieces.push(piece); // not copied: the stream no longer uses it
    this.inMemory += piece.length;
    if (this.canWrite && (this.file !== undefined || this.inMemory > MAX_MEMORY_BYTES))
      await this.moveToFile();
  }

  /** What was written. Whoever made the spool closes it once the content is no longer needed. */
  content(): Content {
    const { file, written, pieces } = this;
    if (file === undefined) return new MemoryContent(pieces);
    return pieces.length === 0 ? new SpooledContent(file, written) : this.inTwoParts(file);
  }

  async close(): Promise<void> {
    const { file } = this;
    this.isClosed = true;
    this.file = undefined;
    this.pieces = [];
    await file?.close();
  }

  private async moveToFile(): Promise<void> {
    try {
      this.file ??= await this.openUnlessClosed();
      while (this.pieces.length > 0) {
        const [piece = Buffer.alloc(0)] = this.pieces;
        await writeWhole(this.file, piece, this.written);
        this.written += piece.length;
        this.pieces.shift();
        this.inMemory -= piece.length;
      }
    } catch {
      this.canWrite = false; // what is not written stays in memory
    }
  }

  private async openUnlessClosed(): Promise<FileHandle> {
    const file = await openUnnamed(this.folder);
    if (!this.isClosed) return file;
    await file.close();
    throw new Error("closed");
  }

  private inTwoParts(file: FileHandle): Content {
    const parts = [new SpooledContent(file, this.written), new MemoryContent(this.pieces)];
    return {
      size: this.written + this.inMemory,
      open() {
        const readers = parts.map(part => part.open());
        return {
          async read(target) {
            let filled = 0;
            for (const reader of readers) filled += await reader.read(target.subarray(filled));
            return filled;
          },
          close: () => undefined,
        };
      },
    };
  }
}

/** Content of an open file. */
class SpooledContent implements Content {
  constructor(
    private readonly file: FileHandle,
    readonly size: number,
  ) {}

  open(): Reader {
    const { file, size } = this;
    let position = 0;
    return {
      async read(target) {
        const wanted = target.subarray(0, Math.min(target.length, size - position));
        const filled = await fill(file, wanted, position);
        position += filled;
        return filled;
      },
      close: () => undefined,
    };
  }
}

async function openUnnamed(folder: string): Promise<FileHandle> {
  const path = join(folder, `ses-smtp-${randomUUID()}`);
  const file = await open(path, "wx+", 0o600);
  try {
    await unlink(path);
  } catch (error) {
    await file.close();
    throw error;
  }
  return file;
}

async function writeWhole(file: FileHandle, piece: Uint8Array, position: number): Promise<void> {
  let done = 0;
  while (done < piece.length) {
    const { bytesWritten } = await file.write(piece, done, piece.length - done, position + done);
    done += bytesWritten;
  }
}
