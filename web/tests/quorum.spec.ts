// What the page says when the cluster's database loses its members.
import type { Quorum } from "../src/api/types";
import { Etcd, ETCD } from "./etcd";
import { api, Cluster, expect, test as served } from "./served";

const test = served.extend<object, { etcd: Etcd }>({
  etcd: [
    async ({}, use) => {
      const etcd = await Etcd.start();
      await use(etcd);
      etcd.end();
    },
    { scope: "worker" },
  ],
  cluster: [
    async ({ etcd }, use) => {
      const cluster = await Cluster.start("--etcd", etcd.database);
      await use(cluster);
      await cluster.end();
    },
    { scope: "worker", timeout: 180_000 },
  ],
});

test.skip(ETCD === undefined, "etcd is not installed: run build/etcd.sh");

test("A database that does not survive one more loss is not called safe, and one without a majority is said first", async ({ page, etcd }) => {
  test.setTimeout(240_000);
  const losses = page.locator("[data-losses]");
  const quorum = page.locator("[data-quorum]");
  await expect(quorum).toContainText("Etcd, has a majority. 3 of 3 votes answer, 2 are needed. One more loss does no harm", { timeout: 60_000 });
  await expect(losses).toContainText("Safe");
  const attention = page.getByRole("list", { name: "Needs attention" });
  await expect(attention.or(page.getByText("Nothing. Everything is as it is wanted."))).not.toContainText("majority");
  for (const warning of (await api<Quorum>(page, "cluster/quorum")).warnings) {
    await expect(attention).toContainText(`The database: ${warning}`);
  }

  etcd.kill(0);
  await expect(losses).toContainText("At risk", { timeout: 60_000 });
  await expect(losses).toContainText("One more loss ends the quorum");
  await expect(quorum).toContainText("2 of 3 votes answer");
  await expect(attention).toContainText("The database does not survive one more loss");

  etcd.kill(1);
  await expect(quorum).toContainText("has no majority", { timeout: 90_000 });
  await expect(attention).toContainText("The database has no majority");
  await expect(losses).toContainText("There is no quorum: nothing can be changed or renewed");
});
