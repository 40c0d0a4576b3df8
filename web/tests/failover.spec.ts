// The picture of a failover, from a real one.
import type { ClusterStatus } from "../src/api/types";
import { expectAccessibleInBoth } from "./accessible";
import { api, expect, open, row, test } from "./served";

test.use({ sharedBy: "those that lose the owner" });

test("A node dies: what happened when is drawn, with the same in words", async ({ page, cluster }) => {
  const { name } = (await api<ClusterStatus>(page, "cluster/status")).groups[0]!;
  const owner = (await api<ClusterStatus>(page, "cluster/status")).groups[0]!.owner!;
  const other = cluster.served.nodes.find((each) => each !== owner)!;
  await page.goto(await cluster.link(other));
  await open(page, "Events");
  await cluster.kill(owner);
  const picture = page.locator(`[data-failover="${name}"]`);
  const lines = picture.getByRole("listitem");
  await expect(lines.filter({ hasText: /^helper comes online on n/ })).toBeVisible({ timeout: 60_000 });
  await expect(lines.filter({ hasText: `Node ${owner} is down` })).toContainText("at +0 ms");
  await expect(lines.filter({ hasText: /takes it up/ })).toHaveCount(1);
  await expect(lines.filter({ hasText: /^counter comes online on n\d\+[\d.]+ m?s to \+[\d.]+ m?s/ })).toBeVisible();
  const bars = await picture.locator(".hf-bar").evaluateAll((all) => all.map((each) => each.getBoundingClientRect().width));
  expect(bars).toHaveLength(await lines.count());
  expect(Math.min(...bars)).toBeGreaterThan(0);
  await expectAccessibleInBoth(page, "the picture of a failover");

  await open(page, "Groups");
  await row(page, "Groups", name).getByRole("button", { name: "Details" }).press("Enter");
  await expect(page.locator(`[data-explanation="${name}"]`).getByText("Its last failover or move")).toBeVisible();
});
