// Real nodes, started by `holdfast-lab serve`, for the tests.
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { test as base, expect, type Page } from "@playwright/test";

interface Served {
  nodes: string[];
  page: string;
  group: string;
  type: string;
}

/** A cluster under test, and what can be done to it from outside. */
export class Cluster {
  private constructor(
    private readonly lab: ChildProcessWithoutNullStreams,
    private readonly lines: AsyncIterator<string>,
    readonly served: Served,
  ) {}

  /** With the words that `holdfast-lab serve` takes. */
  static async start(...options: string[]): Promise<Cluster> {
    const program = process.env.HOLDFAST_LAB;
    if (!program) {
      throw new Error("HOLDFAST_LAB is not set: run `make test-web`");
    }

    // On a machine that is busy with other things a node may miss its deadline to come up.
    return Cluster.startOnce(program, options).catch(() => Cluster.startOnce(program, options));
  }

  private static async startOnce(program: string, options: string[]): Promise<Cluster> {
    const lab = spawn(program, ["serve", ...options]);
    lab.stderr.pipe(process.stderr);
    const lines = createInterface({ input: lab.stdout })[Symbol.asyncIterator]();
    return new Cluster(lab, lines, await next<Served>(lines));
  }

  /** A one-time address of a node's page, with a role. */
  link = (node: string, role = ""): Promise<string> => this.do("link", `${node} ${role}`);

  /** Lets somebody in with a certificate, on a cluster of machines; the file with it and its key. */
  person = (name: string, role: string): Promise<string> => this.do("person", `${name} ${role}`);

  /** Takes back what lets somebody in. */
  remove = (name: string): Promise<string> => this.do("remove", name);

  /** The file with the token of a node's port. */
  token = (node: string): Promise<string> => this.do("token", node);

  /** Kills every process of a node at once, as a power cut would. */
  kill = (node: string): Promise<string> => this.do("kill", node);

  startNode = (node: string): Promise<string> => this.do("start", node);

  async end(): Promise<void> {
    const ended = new Promise((done) => this.lab.once("exit", done));
    this.lab.stdin.end();
    await ended;
  }

  private async do(verb: string, node: string): Promise<string> {
    this.lab.stdin.write(`${verb} ${node}\n`);
    return (await next<{ said: string }>(this.lines)).said;
  }
}

async function next<T>(lines: AsyncIterator<string>): Promise<T> {
  const line = await lines.next();
  if (line.done) {
    throw new Error("holdfast-lab serve ended; what it said is above");
  }

  return JSON.parse(line.value) as T;
}

/** Tests get a cluster that all of them share, and a page that is signed in and leaves the machine for nothing. */
export const test = base.extend<{ page: Page }, { cluster: Cluster; sharedBy: string }>({
  // Files that say the same share a cluster; those that break theirs say something of their own.
  sharedBy: ["those that leave it whole", { scope: "worker", option: true }],
  cluster: [
    async ({ sharedBy: _ }, use) => {
      const cluster = await Cluster.start();
      await use(cluster);
      await cluster.end();
    },
    { scope: "worker", timeout: 180_000 },
  ],
  page: async ({ page, cluster }, use) => {
    const outside: string[] = [];
    const refused: string[] = [];
    page.on("request", (request) => {
      const url = new URL(request.url());
      if (url.protocol !== "data:" && url.hostname !== "127.0.0.1") {
        outside.push(request.url());
      }
    });
    page.on("console", (message) => {
      if (message.text().includes("Content Security Policy")) {
        refused.push(message.text());
      }
    });
    page.on("pageerror", (error) => refused.push(String(error)));
    await page.goto(await cluster.link(cluster.served.nodes[0]!));
    await use(page);
    expect(outside, "requests that left the machine").toEqual([]);
    expect(refused, "what the browser refused, and errors of scripts").toEqual([]);
  },
});

export { expect };

/** Asks the API as the page does, in its session. */
export const api = <T>(page: Page, path: string): Promise<T> =>
  page.evaluate(async (path) => {
    const answer = await fetch(`/api/v1/${path}`, { headers: { "Holdfast-Page": "1" } });
    if (!answer.ok) {
      throw new Error(`${path}: ${answer.status}`);
    }

    return (await answer.json()) as never;
  }, path);

/** Asks the API to change something, as the page does. */
export const send = (page: Page, method: string, path: string, body: unknown = {}): Promise<void> =>
  page.evaluate(async ([method, path, body]) => {
    const headers = { "Holdfast-Page": "1", "Content-Type": "application/json" };
    const answer = await fetch(`/api/v1/${path}`, { method, headers, body });
    if (!answer.ok) {
      throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    }
  }, [method, path, JSON.stringify(body)] as const);

/** Goes to a page by its link in the navigation, as people do. */
export async function open(page: Page, name: string): Promise<void> {
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name, exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name, exact: true })).toBeVisible();
}

export const row = (page: Page, table: string, key: string) =>
  page.getByRole("grid", { name: table, exact: true }).or(page.getByRole("table", { name: table, exact: true }))
    .locator(`tr[data-row="${key}"]`);

/** What a field offers to choose from while it is typed into. */
export const offered = (page: Page) => page.locator(".pf-v6-c-menu").getByRole("option");
