// A node leaves the cluster for good.
import type { ClusterStatus } from "../src/api/types";
import { expectAccessibleInBoth } from "./accessible";
import { api, expect, open, row, test } from "./served";

test.use({ sharedBy: "those that evict" });

test("A node that is down and owns nothing is evicted; before, nothing is", async ({ page, cluster }) => {
  test.setTimeout(180_000);
  await open(page, "Nodes");
  const { nodes, answeredBy } = await api<ClusterStatus>(page, "cluster/status");
  const victim = nodes.find((each) => each.name !== answeredBy && each.groups.length === 0)!.name;
  await expect(page.getByRole("button", { name: `Evict ${victim}` })).toHaveCount(0);
  await cluster.kill(victim);
  const shown = row(page, "Nodes", victim);
  await expect(shown.locator('[data-label="State"]')).toHaveText("Down", { timeout: 60_000 });
  await page.getByRole("button", { name: `Evict ${victim}` }).press("Enter");
  const dialog = page.getByRole("dialog", { name: `Evict node ${victim}` });
  await expect(dialog.locator("[data-plan]")).toBeVisible();
  await expectAccessibleInBoth(page, "the plan of an eviction");
  expect((await api<ClusterStatus>(page, "cluster/status")).nodes).toHaveLength(3);
  await dialog.getByRole("button", { name: "Evict", exact: true }).click();
  await expect(dialog.locator('[data-outcome="done"]')).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(shown).toHaveCount(0);
  expect((await api<ClusterStatus>(page, "cluster/status")).nodes).toHaveLength(2);
});
