import { createServer, type Server } from "node:https";
import { type DnsFault, type DnsServer, startDnsServer } from "../../../sandbox/dns/dns-server";
import type { ZoneRecord } from "../../../sandbox/dns/zone-data";
import { issueServerCertificate } from "../../../sandbox/ses/server-certificate";
import { closeServer, listen } from "../../../sandbox/shared/listen";
import { domainChecks } from "../../../cli/doctor/domain/checks";
import type { DkimNow } from "../../../cli/doctor/domain/target";
import { type Diagnosis, runDoctor } from "../../../cli/doctor/findings/run";
import { dnsView } from "../../../cli/doctor/lookup/view";
import { DOMAIN, goodZones, type MutableZone, TARGET, zoneIn } from "./good-domain";

/** DNS and the MTA-STS host of the good domain. Faults change it; it is new for each. */
export class World {
  zones: MutableZone[] = goodZones();
  /** What resolvers still have; undefined: what the zones have. */
  cached: MutableZone[] | undefined;
  fault: (name: string, type: string, recursive: boolean) => DnsFault | undefined = () => undefined;
  policy = {
    status: 200,
    contentType: "text/plain; charset=utf-8",
    body: TARGET.mtaStsPolicy?.content ?? "",
  };
  target = { ...TARGET };
  dkimNow: DkimNow | undefined;

  /** The records of a name and type, of which there must be some: a fault that changes nothing proves nothing. */
  find(name: string, type: ZoneRecord["type"]): ZoneRecord[] {
    const found = this.zones.flatMap(({ records }) =>
      records.filter(record => record.name === name && record.type === type),
    );
    if (found.length === 0) throw new Error(`no ${type} ${name}`);
    return found;
  }

  /** Of the one record with this name and type, whose value begins so. */
  set(name: string, type: ZoneRecord["type"], value: string, begins = ""): void {
    const [record, ...more] = this.find(name, type).filter(each => each.value.startsWith(begins));
    if (record === undefined || more.length > 0) throw new Error(`not one ${type} ${name} ${begins}`);
    record.value = value;
  }

  remove(name: string, type: ZoneRecord["type"], begins = ""): void {
    const gone = this.find(name, type).filter(each => each.value.startsWith(begins));
    for (const zone of this.zones) zone.records = zone.records.filter(record => !gone.includes(record));
  }

  add(name: string, type: ZoneRecord["type"], value: string, zone = DOMAIN): void {
    zoneIn(this.zones, zone).records.push({ name, type, value });
  }

  addZone(name: string, ...records: ZoneRecord[]): void {
    this.zones.push({ name, records });
  }

  /** Changes the SPF record of the domain. */
  spf(value: string): void {
    this.set(DOMAIN, "TXT", value, "v=spf1");
  }

  dmarc(value: string): void {
    this.set(`_dmarc.${DOMAIN}`, "TXT", value);
  }
}

/** The servers that show a world. */
export class WorldServers {
  world = new World();

  private constructor(
    private readonly dns: DnsServer,
    private readonly https: Server,
    private readonly httpsPlace: { port: number; ca: string },
  ) {}

  static async start(): Promise<WorldServers> {
    const {
      certPem: cert,
      keyPem: key,
      caPem,
    } = await issueServerCertificate("eu-central-1", [`mta-sts.${DOMAIN}`]);
    const https = createServer({ cert, key }, (request, response) => {
      const { status, contentType, body } = servers.world.policy;
      const isPolicy =
        request.headers.host?.split(":")[0] === `mta-sts.${DOMAIN}` &&
        request.url === "/.well-known/mta-sts.txt";
      response.writeHead(isPolicy ? status : 404, { "content-type": contentType }).end(isPolicy ? body : "");
    });
    const port = await listen(https);
    const dns = await startDnsServer({
      zones: () => servers.world.zones,
      cached: () => servers.world.cached ?? servers.world.zones,
      fault: ({ name, type }, recursive) => servers.world.fault(name, type, recursive),
    });
    const servers = new WorldServers(dns, https, { port, ca: caPem });
    return servers;
  }

  get dnsPort(): number {
    return this.dns.port;
  }

  get view() {
    return dnsView([{ address: "127.0.0.1", port: this.dns.port }]);
  }

  diagnose(https: { port?: number; ca?: string } = this.httpsPlace): Promise<Diagnosis> {
    const { target, dkimNow } = this.world;
    const sources = { view: this.view, https, dkimNow: () => Promise.resolve(dkimNow) };
    return runDoctor(domainChecks(sources, target));
  }

  async close(): Promise<void> {
    await Promise.all([this.dns.close(), closeServer(this.https as never)]);
  }
}
