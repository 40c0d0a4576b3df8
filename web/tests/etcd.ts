// An etcd of three members on loopback, for the tests of what its loss does.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PLACES = [process.env.HOLDFAST_TEST_ETCD, join(process.env.HOLDFAST_ROOT ?? "..", "artifacts/tools/etcd/usr/bin/etcd"), "/usr/bin/etcd"];

/** What build/etcd.sh laid out, or the installed one; undefined where there is none. */
export const ETCD = PLACES.find((each) => each && existsSync(each));

const url = (port: number) => `http://127.0.0.1:${port}`;

async function freePorts(count: number): Promise<number[]> {
  const taken = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  const ports = await Promise.all(
    taken.map((each) => new Promise<number>((found) => each.once("listening", () => found((each.address() as AddressInfo).port)))),
  );
  await Promise.all(taken.map((each) => new Promise((closed) => each.close(closed))));
  return ports;
}

export class Etcd {
  private constructor(
    private readonly folder: string,
    private readonly members: ChildProcess[],
    /** As the services take it. */
    readonly database: string,
  ) {}

  static async start(): Promise<Etcd> {
    const folder = mkdtempSync(join(tmpdir(), "hf-etcd-"));
    const ports = await freePorts(6);
    const [clients, peers] = [ports.slice(0, 3).map(url), ports.slice(3).map(url)] as [string[], string[]];
    const all = peers.map((peer, index) => `m${index}=${peer}`).join(",");
    const members = clients.map((client, index) =>
      spawn(ETCD!, [
        "--name", `m${index}`, "--data-dir", join(folder, `m${index}`),
        "--listen-client-urls", client, "--advertise-client-urls", client,
        "--listen-peer-urls", peers[index]!, "--initial-advertise-peer-urls", peers[index]!,
        "--initial-cluster", all, "--initial-cluster-state", "new", "--initial-cluster-token", folder, "--log-level", "error",
      ], { stdio: "ignore" }),
    );
    return new Etcd(folder, members, clients.join(","));
  }

  /** Ends a member at once; the others go on while they are more than half. */
  kill = (member: number): boolean => this.members[member]!.kill("SIGKILL");

  end(): void {
    this.members.forEach((each) => each.kill("SIGKILL"));
    rmSync(this.folder, { recursive: true, force: true });
  }
}
