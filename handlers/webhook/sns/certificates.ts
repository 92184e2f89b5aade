import { type KeyObject, X509Certificate } from "node:crypto";
import { Refusal } from "./refusal";

/** AWS answers in a fraction of it; SNS itself is waiting for this function meanwhile. */
const MAX_FETCH_MS = 2_000;
/** SNS's own is 2 kB. */
const MAX_BYTES = 16 * 1024;
/** How long a failure is answered from memory. */
const FAILURE_MS = 30_000;
/** So many failures in that time stop all fetches but of what is known: somebody is guessing addresses. */
const MAX_FAILURES = 10;
/** A region has one certificate, and two while they change. */
const MAX_CERTIFICATES = 20;

/** The statuses below 500 by which a server asks to be asked again: a 403 for these would have SNS give up the message. */
const PASSING: ReadonlySet<number> = new Set([408, 429]);

interface Failure {
  refusal: Refusal;
  at: number;
}

/** What the certificates are fetched with; a test passes its own. */
export interface CertificatePorts {
  fetch: (url: string, init: RequestInit) => Promise<Response>;
  now: () => Date;
}

/** Fetches SNS's signing certificates, and keeps them. */
export class Certificates {
  private readonly known = new Map<string, X509Certificate>();
  private readonly failed = new Map<string, Failure>();

  constructor(private readonly ports: CertificatePorts) {}

  /**
   * The public key of the certificate at this address, which the caller has checked to be SNS's.
   *
   * @throws Refusal; the same one again for {@link FAILURE_MS} if the certificate could not be fetched
   */
  async keyAt(url: string): Promise<KeyObject> {
    const certificate = this.known.get(url) ?? (await this.fetchOnce(url));
    this.requireValid(certificate);
    return certificate.publicKey;
  }

  private requireValid({ validFrom, validTo }: X509Certificate): void {
    const now = this.ports.now().getTime();
    if (now >= Date.parse(validFrom) && now <= Date.parse(validTo)) return;
    throw new Refusal(403, "The signing certificate is not valid at this time.");
  }

  private async fetchOnce(url: string): Promise<X509Certificate> {
    this.forgetOldFailures();
    const failure = this.failed.get(url);
    if (failure !== undefined) throw failure.refusal;
    if (this.failed.size >= MAX_FAILURES)
      throw new Refusal(503, "Too many signing certificates could not be fetched; try again later.");
    try {
      const certificate = await this.fetchNow(url);
      if (this.known.size >= MAX_CERTIFICATES) this.known.clear();
      this.known.set(url, certificate);
      return certificate;
    } catch (error) {
      const refusal =
        error instanceof Refusal
          ? error
          : new Refusal(503, "The signing certificate could not be fetched; try again later.");
      this.failed.set(url, { refusal, at: this.ports.now().getTime() });
      throw refusal;
    }
  }

  private async fetchNow(url: string): Promise<X509Certificate> {
    const response = await this.ports.fetch(url, {
      redirect: "error",
      signal: AbortSignal.timeout(MAX_FETCH_MS), // also ends a body that never does
    });
    if (response.status >= 500 || PASSING.has(response.status)) throw new Error(`status ${response.status}`);
    if (response.status !== 200) throw new Refusal(403, "There is no signing certificate at SigningCertURL.");
    return certificateIn(await bodyOf(response));
  }

  private forgetOldFailures(): void {
    const since = this.ports.now().getTime() - FAILURE_MS;
    for (const [url, { at }] of this.failed) if (at <= since) this.failed.delete(url);
  }
}

async function bodyOf(response: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new Refusal(403, "SigningCertURL does not return a certificate.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function certificateIn(body: Buffer): X509Certificate {
  try {
    return new X509Certificate(body);
  } catch {
    throw new Refusal(403, "SigningCertURL does not return a certificate.");
  }
}
