import { Command } from "commander";
import { ApiClient } from "../api/client";
import { type ApiOptions, withApiOptions } from "../api/endpoint";
import { listenAddress } from "../exporter/listen-address";
import { startExporter } from "../exporter/server";
import type { CommandContext } from "../shared/context";
import { stopped } from "../shared/stopped";

interface ExporterOptions extends ApiOptions {
  listen: string;
}

/** Serves what Prometheus reads, until the process is told to stop. */
export function exporterCommand(context: CommandContext): Command {
  return withApiOptions(new Command("exporter"))
    .description(
      "serve Prometheus metrics and the API's reports on this machine, signed with your credentials",
    )
    .option("--listen <host:port>", "where to listen, on a loopback address", "127.0.0.1:9464")
    .action(async ({ listen, ...options }: ExporterOptions) => {
      const address = listenAddress(listen);
      const stop = stopped(); // before anybody is told that there is something to stop
      const exporter = await startExporter(await ApiClient.open(options), address, problem =>
        context.stderr.write(`${problem}\n`),
      );
      context.result({ url: exporter.url }, `Prometheus can read ${exporter.url}/metrics`);
      await stop;
      await exporter.close();
    });
}
