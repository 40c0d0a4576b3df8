// A type whose DLL a node does not have.
import { rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ClusterStatus } from "../src/api/types";
import { expectAccessibleInBoth } from "./accessible";
import { api, expect, open, row, test } from "./served";

test.use({ sharedBy: "those that lose a package" });

test("A type whose package is missing on a node is shown whole, and what is missing is said", async ({ page, cluster }) => {
  test.setTimeout(180_000);
  const { nodes, types, answeredBy } = await api<ClusterStatus>(page, "cluster/status");
  const victim = nodes.find((each) => each.name !== answeredBy && each.groups.length === 0)!.name;
  const type = types.find((each) => each.name === cluster.served.type)!;
  const place = join(dirname(await cluster.token(victim)), "packages", type.packageHash);
  await cluster.kill(victim);
  rmSync(place, { recursive: true });
  writeFileSync(place, "a file where the folder should be, so that it cannot be fetched again");
  await cluster.startNode(victim);

  await open(page, "Resource types");
  const shown = row(page, "Resource types", type.name);
  await expect(shown.locator('[data-label="State"]')).toHaveText(`Not on ${victim}`);
  await expect(shown.locator("[data-type-name]")).toHaveText(type.name);
  await expect(shown.locator("[data-type-dll]")).toHaveText(type.dll);
  await expect(shown.locator('[data-label="Version"]')).toHaveText(type.version);
  await expect(shown.locator('[data-label="Package"]')).toHaveText(type.packageHash.slice(0, 12));
  const others = cluster.served.nodes.filter((each) => each !== victim).join(", ");
  await expect(shown.locator('[data-label="Nodes that have it"]')).toHaveText(others);
  await shown.getByRole("button", { name: "Details" }).press("Enter");
  await expect(row(page, `Where ${type.name} can run`, victim)).toContainText("DLL missing");
  await expectAccessibleInBoth(page, "a type whose package is missing");
  await open(page, "Overview");
  await expect(page.getByText(`Type ${type.name} (${type.dll}) cannot run on ${victim}: `)).toBeVisible();
  await open(page, "Resources");
  await expect(row(page, "Resources", "counter").locator("[data-type-name]")).toHaveText(type.name);
  await expect(row(page, "Resources", "counter").locator("[data-type-dll]")).toHaveText(type.dll);
});
