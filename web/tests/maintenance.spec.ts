// Locks and what is forgotten: each with its plan first, from where the overview leads to.
import type { Page } from "@playwright/test";
import type { ClusterStatus, Group, Node, Resource } from "../src/api/types";
import { api, expect, open, row, test } from "./served";

test.use({ sharedBy: "those that lock" });

/** What the overview says, and where it leads. */
async function lead(page: Page, words: string): Promise<void> {
  await open(page, "Overview");
  const told = page.getByRole("list", { name: "Needs attention" }).getByRole("listitem").filter({ hasText: `alert:${words}` });
  await expect(told).toContainText("Unlock it when maintenance is over");
  await told.getByRole("link", { name: "Open" }).click();
}

async function confirm(page: Page, button: string, verb: string): Promise<void> {
  await page.getByRole("button", { name: button, exact: true }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.locator("[data-plan]")).toBeVisible();
  await dialog.getByRole("button", { name: verb, exact: true }).click();
  await expect(dialog.locator('[data-outcome="done"]')).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
}

test("A group, a resource, a node and the cluster are locked; the overview leads to where each is unlocked", async ({ page, cluster }) => {
  test.setTimeout(150_000);
  const { group } = cluster.served;
  const node = cluster.served.nodes[1]!;
  const now = {
    [group]: async () => (await api<Group>(page, `groups/${group}`)).locked,
    helper: async () => (await api<Resource>(page, "resources/helper")).locked,
    [node]: async () => (await api<Node>(page, `nodes/${node}`)).locked,
    "the cluster": async () => (await api<ClusterStatus>(page, "cluster/status")).locked,
  };
  const all = [
    ["Groups", group, `Group ${group} is locked`],
    ["Resources", "helper", "Resource helper is locked"],
    ["Nodes", node, `Node ${node} is locked`],
    ["Settings", "the cluster", "The cluster is locked"],
  ] as const;
  for (const [where, name, words] of all) {
    await open(page, where);
    await confirm(page, `Lock ${name}`, "Lock");
    expect(await now[name]!()).toBe(true);
    await lead(page, words);
    await expect(page.getByRole("heading", { level: 1, name: where, exact: true })).toBeVisible();
    await confirm(page, `Unlock ${name}`, "Unlock");
    expect(await now[name]!()).toBe(false);
  }

  await open(page, "Overview");
  await expect(page.getByText("Nothing. Everything is as it is wanted.")).toBeVisible();
});

test("While it is locked, a move would be refused with the reason", async ({ page, cluster }) => {
  const { group } = cluster.served;
  await open(page, "Groups");
  await confirm(page, `Lock ${group}`, "Lock");
  await page.getByRole("button", { name: `Move ${group}` }).click();
  await expect(page.getByRole("dialog")).toContainText(`holdfast group unlock ${group} ends that`);
  await expect(page.getByRole("dialog").getByRole("button", { name: "Move", exact: true })).toBeDisabled();
  await page.keyboard.press("Escape");
  await confirm(page, `Unlock ${group}`, "Unlock");
});

test("A node that was lost too often is in quarantine; the overview leads to where it is cleared", async ({ page, cluster }) => {
  test.setTimeout(180_000);
  await open(page, "Settings");
  await page.getByRole("button", { name: "Change settings…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Quarantine threshold").fill("1");
  await dialog.getByRole("button", { name: "See what would happen" }).click();
  await dialog.getByRole("button", { name: "Change them" }).click();
  await expect(dialog.locator('[data-outcome="done"]')).toBeVisible();
  await page.keyboard.press("Escape");
  const { nodes, answeredBy } = await api<ClusterStatus>(page, "cluster/status");
  const lost = nodes.find((each) => each.name !== answeredBy && each.groups.length === 0)!.name;
  await open(page, "Nodes");
  await cluster.kill(lost);
  const state = row(page, "Nodes", lost).locator('[data-label="State"]');
  await expect(state).toHaveText("Down", { timeout: 60_000 });

  await page.getByRole("button", { name: `Confirm dead ${lost}` }).click();
  await expect(dialog).toContainText("Said wrongly, it lets a group run twice.");
  await dialog.getByRole("button", { name: "I made sure of it" }).click();
  await expect(dialog.locator('[data-outcome="done"]')).toContainText(`nothing of node ${lost} runs in epoch`);
  await page.keyboard.press("Escape");

  await cluster.startNode(lost);
  await expect(state).toHaveText("Quarantined", { timeout: 60_000 });
  await open(page, "Overview");
  const told = page.getByRole("list", { name: "Needs attention" }).getByRole("listitem").filter({ hasText: `Node ${lost} is in quarantine` });
  await expect(told).toContainText("then clear it");
  await told.getByRole("link", { name: "Open" }).click();
  await confirm(page, `Clear ${lost}`, "Clear");
  await expect(state).toHaveText("Up");
});
