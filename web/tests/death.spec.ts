// What the page shows while monitors and nodes die.
import type { Page } from "@playwright/test";
import type { ClusterStatus, Resource } from "../src/api/types";
import { expectAccessibleInBoth } from "./accessible";
import { api, expect, open, row, test } from "./served";

const KILLS = 12;
test.use({ sharedBy: "those that kill" });

interface Seen {
  changes: number;
  names: number;
  /** Looks at which some type or resource was said to have no monitor. */
  unwatched: number;
  blanks: string[];
}

/** Looks at every change of the page, and takes down each that leaves a type or its DLL blank or gone. */
async function watchTypes(page: Page, table: string): Promise<void> {
  await page.evaluate((table) => {
    const seen: Seen = { changes: 0, names: 0, unwatched: 0, blanks: [] };
    (window as unknown as { seen: Seen }).seen = seen;
    const look = () => {
      seen.changes++;
      const rows = [...document.querySelectorAll(`[aria-label="${table}"] > tbody > tr[data-row]`)];
      if (rows.length === 0) {
        seen.blanks.push("the table is gone");
      }

      if (rows.some((each) => /Monitor down for|Restarting|Starting/.test(each.textContent ?? ""))) {
        seen.unwatched++;
      }

      for (const each of rows) {
        for (const part of ["[data-type-name]", "[data-type-dll]"]) {
          const text = each.querySelector(part)?.textContent?.trim() ?? "";
          seen.names++;
          if (text === "" || text === "null" || text === "undefined") {
            seen.blanks.push(each.outerHTML);
          }
        }
      }
    };
    new MutationObserver(look).observe(document.documentElement, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
    });
    look();
  }, table);
}

const seen = (page: Page) => page.evaluate(() => (window as unknown as { seen: Seen }).seen);

test("A monitor is killed again and again: no resource type is blank in any frame", async ({ page, context, cluster }) => {
  test.setTimeout(180_000);
  const name = cluster.served.group;
  await open(page, "Resources");
  const types = await context.newPage();
  await types.goto(`${new URL(page.url()).origin}/types`);
  await expect(row(types, "Resource types", cluster.served.type)).toBeVisible();
  await watchTypes(page, "Resources");
  await watchTypes(types, "Resource types");
  const pids = new Set<number>();
  while (pids.size < KILLS) {
    const pid = await runningMonitor(page, name, pids);
    await expect(row(page, "Resources", name).locator('[data-label="Monitor"]')).toContainText(String(pid));
    pids.add(pid);
    process.kill(pid, "SIGKILL");
  }

  const last = await runningMonitor(page, name, pids);
  await expect(row(page, "Resources", name).locator('[data-label="Monitor"]')).toContainText(String(last));
  for (const each of [page, types]) {
    const { blanks, changes, names, unwatched } = await seen(each);
    expect(unwatched, "it is said that a monitor is down").toBeGreaterThan(0);
    expect(blanks).toEqual([]);
    expect(names).toBeGreaterThan(0);
    expect(changes).toBeGreaterThan(each === page ? KILLS : 0);
  }

  // The watch itself is proved: a blank that is made on purpose is noticed.
  await page.evaluate(() => document.querySelector("[data-type-name]")!.replaceChildren());
  await expect.poll(async () => (await seen(page)).blanks.length).toBeGreaterThan(0);

  const told = await api<{ events: { kind: string }[] }>(page, "events?kind=MonitorDied&limit=500");
  expect(told.events.length).toBeGreaterThanOrEqual(KILLS);
  await types.close();
  await row(page, "Resources", name).getByRole("button", { name: "Details" }).click();
  await expect(page.locator('[data-deaths="monitor"]')).toHaveText(new RegExp(`^died ${KILLS} times, last \\d\\d:\\d\\d:\\d\\d$`));
  await guardDies(page, name);
});

/** With it dies what it runs; another one runs all that again. */
async function guardDies(page: Page, name: string): Promise<void> {
  await expect(page.locator('[data-deaths="guard"]')).toHaveCount(0);
  const before = (await api<Resource>(page, `resources/${name}`)).guard!.pid;
  process.kill(before, "SIGKILL");
  await expect(page.locator('[data-deaths="guard"]')).toHaveText(/^died once, last \d\d:\d\d:\d\d$/);
  await expect
    .poll(async () => {
      const { guard, state } = await api<Resource>(page, `resources/${name}`);
      return state === "Online" && guard !== null && guard.pid !== before;
    })
    .toBe(true);
  await expect(row(page, "Resources", name).locator('[data-label="Guard"]')).not.toHaveText(String(before));
}

async function runningMonitor(page: Page, name: string, before: ReadonlySet<number>): Promise<number> {
  let found = 0;
  await expect
    .poll(
      async () => {
        const { monitor, state } = await api<Resource>(page, `resources/${name}`);
        found = monitor.pid ?? 0;
        return state === "Online" && monitor.state === "Running" && found > 0 && !before.has(found);
      },
      { message: "another monitor runs", intervals: [20] },
    )
    .toBe(true);
  return found;
}

test("The node that serves the page dies: the page goes on with another one, at the same place, and says so", async ({
  page,
  cluster,
}) => {
  const [served, ...others] = cluster.served.nodes as [string, ...string[]];
  await open(page, "Resources");
  await expect(page.getByText(`Live by ${served}`)).toBeVisible();
  await linksAreKept(page);
  const before = new URL(page.url()).origin;
  try {
    await cluster.kill(served);
    await expect(page.getByText(`Node ${served} does not answer. This page goes on with another node.`)).toBeVisible();
    await expectAccessibleInBoth(page, "the word of another node");
    expect(new URL(page.url()).origin).not.toBe(before);
    expect(new URL(page.url()).pathname).toBe("/resources");
    await expect(page.getByText(new RegExp(`Live by (${others.join("|")})`))).toBeVisible();
    await expect(row(page, "Resources", cluster.served.group).locator('[data-label="Actual"]')).toHaveText("Online");
    await expect(row(page, "Resources", cluster.served.group).locator("[data-type-name]")).toHaveText(cluster.served.type);
    expect(new URL(page.url()).searchParams.get("from")).toBe(served);
    await page.getByRole("button", { name: /^Close/ }).click();
    await expect(page.getByText(/This page goes on with another node/)).toHaveCount(0);
    expect(new URL(page.url()).searchParams.has("from")).toBe(false);
    await open(page, "Overview");
    await expect(page.getByText(new RegExp(`Node ${served} is Down`))).toBeVisible();
    const { answeredBy } = await api<ClusterStatus>(page, "cluster/status");
    expect(others).toContain(answeredBy);
  } finally {
    await cluster.startNode(served);
  }

  await expect(page.getByText(new RegExp(`Node ${served} is Down`))).toHaveCount(0);
});

/** The page asks for addresses of the other nodes when it starts; a node that dies before is none to ask. */
async function linksAreKept(page: Page): Promise<void> {
  const asked = page.waitForResponse((answer) => answer.url().endsWith("/page-links/elsewhere") && answer.ok());
  await page.reload();
  expect((await (await asked).json()) as unknown[]).toHaveLength(2);
  await expect(page.getByRole("heading", { level: 1, name: "Resources" })).toBeVisible();
}

test("Every node dies: the page says that none answers, and still shows what it knew", async ({ page, cluster }) => {
  await open(page, "Resources");
  await page.waitForFunction(() => document.querySelector('[data-connection="live"]'));
  // The one that serves the page last: before, it would go on at another one.
  for (const node of cluster.served.nodes.toReversed()) {
    await cluster.kill(node);
  }

  await expect(page.getByText("No node answers")).toBeVisible();
  await expectAccessibleInBoth(page, "no node answers");
  await expect(row(page, "Resources", cluster.served.group).locator("[data-type-name]")).toHaveText(cluster.served.type);
});
