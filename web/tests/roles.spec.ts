// What a role may not do cannot be pressed, and says why.
import type { Page } from "@playwright/test";
import type { ClusterStatus } from "../src/api/types";
import { expectAccessibleInBoth } from "./accessible";
import { api, expect, open, row, test } from "./served";

const PAGES = ["Groups", "Resources", "Resource types", "Nodes", "Settings"];

/** Every button on the page that begins a change: its words end with an ellipsis. */
const changes = (page: Page) => page.locator("main").getByRole("button").filter({ hasText: /…$/ });

async function names(page: Page, disabled: boolean): Promise<string[]> {
  const all = await changes(page).all();
  const found = await Promise.all(all.map(async (each) => ((await each.isDisabled()) === disabled ? each.textContent() : null)));
  return [...new Set(found.filter((each) => each !== null).map((each) => each.replace(/ .*|…/g, "")))].sort();
}

test("A Viewer sees everything, can press nothing, and is told why", async ({ page, cluster }) => {
  test.setTimeout(180_000);
  await page.goto(await cluster.link(cluster.served.nodes[0]!, "Viewer"));
  await expect(page.locator("[data-role]")).toHaveText("Viewer");
  const before = (await api<ClusterStatus>(page, "cluster/status")).groups[0]!;
  const sent: string[] = [];
  page.on("request", (request) => request.method() !== "GET" && sent.push(request.url()));
  for (const name of PAGES) {
    await open(page, name);
    await expect(changes(page).first()).toBeDisabled();
    expect(await names(page, false)).toEqual([]);
    expect((await names(page, true)).length).toBeGreaterThan(0);
    for (const each of (await changes(page).all()).slice(0, 8)) {
      await each.click({ force: true });
      await each.press("Enter");
    }

    await expect(page.getByRole("dialog")).toHaveCount(0);
  }

  await open(page, "Groups");
  await page.getByRole("button", { name: `Move ${before.name}` }).focus();
  await expect(page.getByRole("tooltip")).toHaveText("This needs the role Operator; you are signed in as Viewer.");
  await expectAccessibleInBoth(page, "a page whose buttons are disabled");
  const after = (await api<ClusterStatus>(page, "cluster/status")).groups[0]!;
  expect([after.owner, after.wanted, after.revision]).toEqual([before.owner, before.wanted, before.revision]);
  expect(sent.filter((url) => !/\/(page-links\/elsewhere|simulate)$/.test(url))).toEqual([]);

  // What if may be asked by everybody.
  await open(page, "What if");
  await page.getByRole("button", { name: "Imagine it" }).click();
  await expect(page.locator("[data-plan]")).toBeVisible();
});

test("An Operator runs what is there, and changes nothing of what there is", async ({ page, cluster }) => {
  await page.goto(await cluster.link(cluster.served.nodes[0]!, "Operator"));
  await expect(page.locator("[data-role]")).toHaveText("Operator");
  const may: Record<string, [string[], string[]]> = {
    Groups: [["Clear", "Lock", "Move", "Offline"], ["Change", "Make"]],
    Resources: [["Clear", "Control", "Fail", "Lock", "Offline"], ["Change", "Make", "Needs", "Policy"]],
    "Resource types": [[], ["Register", "Unregister", "Upgrade"]],
    Nodes: [["Drain", "Lock", "Pause"], ["Change"]],
    Settings: [["Lock"], ["Change"]],
  };
  for (const [name, [enabled, disabled]] of Object.entries(may)) {
    await open(page, name);
    await expect(changes(page).first()).toBeVisible();
    await expect.poll(() => names(page, true), name).toEqual(disabled);
    expect(await names(page, false), name).toEqual(enabled);
  }

  await open(page, "Groups");
  const { group } = cluster.served;
  await page.getByRole("button", { name: `Lock ${group}` }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Lock", exact: true }).click();
  await expect(page.getByRole("dialog").locator('[data-outcome="done"]')).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(row(page, "Groups", group).locator('[data-label="Wanted"]')).toHaveText("Online, locked");
  await page.getByRole("button", { name: `Unlock ${group}` }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Unlock", exact: true }).click();
  await expect(page.getByRole("dialog").locator('[data-outcome="done"]')).toBeVisible();
});
