import { createTransport } from "nodemailer";
import type { Login } from "./credential-records";

export interface Mail {
  from: string;
  to: string;
  subject: string;
  text: string;
  headers?: Record<string, string>;
  /** Other than what the headers say. */
  envelope?: { from: string; to: string[] };
}

/** The server's reply to a login or a message. */
export type Reply = { code: 235 | 250; text: string } | { code: number; text: string };

export interface SmtpServer {
  host: string;
  port: number;
  /** PEM of the CA to verify its certificate with; by default Node's trusted CAs. */
  ca?: string;
}

/** An SMTP client that requires STARTTLS and verifies the certificate. */
export class SmtpClient {
  constructor(private readonly server: SmtpServer) {}

  async logIn(login: Login): Promise<Reply> {
    return this.using(login, async transport => {
      await transport.verify();
      return { code: 235, text: "Authentication successful." };
    });
  }

  async send(login: Login, mail: Mail): Promise<Reply> {
    return this.using(login, async transport => {
      const { response } = (await transport.sendMail(mail)) as { response: string };
      return { code: 250, text: response };
    });
  }

  private async using(
    login: Login,
    act: (transport: ReturnType<typeof createTransport>) => Promise<Reply>,
  ): Promise<Reply> {
    const { host, port, ca } = this.server;
    const transport = createTransport({
      host,
      port,
      secure: false,
      requireTLS: true,
      auth: { user: login.user, pass: login.password },
      tls: { ...(ca === undefined ? {} : { ca }), minVersion: "TLSv1.2" },
    });
    try {
      return await act(transport);
    } catch (error) {
      const { responseCode, response, message } = error as {
        responseCode?: number;
        response?: string;
        message: string;
      };
      if (responseCode === undefined) throw error;
      return { code: responseCode, text: response ?? message };
    } finally {
      transport.close();
    }
  }
}
