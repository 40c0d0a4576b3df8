using System.Diagnostics;
using System.Globalization;
using Holdfast.Lab.Clusters;
using Holdfast.Lab.Faults;
using Holdfast.Lab.Machines;
using Holdfast.Lab.Ownership;

namespace Holdfast.Lab.Benches;

/// <summary>Three machines that are network namespaces, with three members of etcd.</summary>
public static class EtcdBenches
{
    private const int CommitsPerRun = 20;
    private const int Stopped = 10;
    private const int Groups = 50;
    private const int Agents = 100;
    private const int AgentGroups = 1000;
    private const int AgentSeconds = 10;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<IReadOnlyList<Measurement>> CommitAsync(int runs)
    {
        await using FaultScene scene = await FaultScene.StartAsync("standard", served: false);
        await scene.HealthyAsync();
        IReadOnlyList<double> printed = await ClientAsync(
            scene.Machines[0], EtcdClient.Verb, scene.Machines[0].Config, $"{runs * CommitsPerRun}");
        return [new Measurement("etcd-commit", "ms", [.. printed.SkipLast(1)])];
    }

    public static async Task<IReadOnlyList<Measurement>> PartitionAsync(int runs)
    {
        await using FaultScene scene = await FaultScene.StartAsync("standard", served: false);
        var overlaps = new List<double>();
        long before = 0;
        for (int run = 0; run < runs; run++)
        {
            await scene.HealthyAsync();
            LabMachine owner = scene.Owner;
            long generation = scene.Generation;
            await scene.Network.LinkAsync(owner, up: false);
            await scene.MovedAsync(generation);
            await scene.Network.LinkAsync(owner, up: true);
            await scene.HealthyAsync();
            long overlap = scene.Proof.OverlapMs();
            overlaps.Add(overlap - before);
            before = overlap;
        }

        return [new Measurement("etcd-partition-overlap", "ms", overlaps)];
    }

    /// <summary>Counted by the processes that are gone, and by nothing that the cluster says.</summary>
    public static async Task<IReadOnlyList<Measurement>> LeaderKillAsync(int runs)
    {
        await using FaultScene scene = await FaultScene.StartAsync("standard", served: false);
        await SleepersAsync(scene, Stopped);
        var stops = new List<double>();
        for (int run = 0; run < runs; run++)
        {
            await scene.HealthyAsync();
            LabMachine leader = await scene.LeaderAsync();
            IReadOnlyList<int> sleepers = await SleepersAsync(scene);
            if (sleepers.Count != Stopped)
            {
                throw new IOException($"{sleepers.Count} processes are watched, not {Stopped}: no stop would be seen");
            }

            long generation = scene.Generation;
            int etcd = leader.EtcdPid;
            NodeProcesses.Signal(etcd, NodeProcesses.SigKill);
            await Until.TrueAsync("etcd is started again", () => leader.EtcdPid != etcd, Patience);
            await scene.HealthyAsync();
            stops.Add(sleepers.Except(await SleepersAsync(scene)).Count() + (scene.Generation == generation ? 0 : 1));
        }

        return [new Measurement("etcd-leader-kill-stops", "resources", stops)];
    }

    public static async Task<IReadOnlyList<Measurement>> IdleAsync(int runs)
    {
        await using FaultScene scene = await FaultScene.StartAsync("standard", served: false);
        await scene.Machines[0].CliAsync("group", "offline", OwnershipProof.Group, "--wait");
        await SleepersAsync(scene, Groups);
        LabMachine at = scene.Machines[0];
        await Task.Delay(Patience);
        var writes = new List<double>();
        var used = new List<double>();
        var most = new List<double>();
        for (int run = 0; run < Math.Max(3, runs / 4); run++)
        {
            double revision = (await ClientAsync(at, EtcdClient.Verb, at.Config, "0"))[0];
            Dictionary<string, double> before = await CpuAsync(scene);
            double[] beforeEach = await CpuOfEachAsync(scene);
            long start = Stopwatch.GetTimestamp();
            await Task.Delay(Window);
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            Dictionary<string, double> after = await CpuAsync(scene);
            double[] afterEach = await CpuOfEachAsync(scene);
            double Used(string program) => (after.GetValueOrDefault(program) - before.GetValueOrDefault(program))
                / seconds / scene.Machines.Count;
            string each = string.Join(", ", after.Keys.Select(program =>
                string.Create(CultureInfo.InvariantCulture, $"{program} {Used(program):0.000}")));
            revision = (await ClientAsync(at, EtcdClient.Verb, at.Config, "0"))[0] - revision;
            writes.Add(revision / seconds);
            used.Add(after.Keys.Sum(Used));
            most.Add(afterEach.Zip(beforeEach, (now, then) => (now - then) / seconds).Max());
            await ToldAsync(string.Create(CultureInfo.InvariantCulture,
                $"etcd-idle-writes: {revision / seconds:0.0} a second, {used[^1]:0.000} CPU seconds a "
                + $"second and node: {each}; {most[^1]:0.000} on the node that used most"));
        }

        return [new Measurement("etcd-idle-writes", "1/s", writes), new Measurement("etcd-idle-cpu", "s/s", used),
            new Measurement("etcd-idle-cpu-most", "s/s", most)];
    }

    /// <summary>Twice as many each time, on standard error, until they are not on time any more.</summary>
    public static async Task<IReadOnlyList<Measurement>> AgentsAsync(int runs)
    {
        await using LabNetwork network = await LabNetwork.StartAsync("n1");
        LabMachine at = network.Machines[0];
        Uri etcd = at.StartForeignEtcd();
        var shares = new List<double>();
        for (int run = 0; run < Math.Max(1, runs / 4); run++)
        {
            shares.Add((await RenewAsync(at, etcd, Agents))[0]);
        }

        double share = shares[^1];
        for (int agents = 2 * Agents; share > 0.99; agents *= 2)
        {
            share = (await RenewAsync(at, etcd, agents))[0];
        }

        return [new Measurement("etcd-agents-100", "share", shares)];
    }

    private static async Task<IReadOnlyList<double>> RenewAsync(LabMachine at, Uri etcd, int agents)
    {
        IReadOnlyList<double> figures = await ClientAsync(
            at, EtcdAgents.Verb, etcd.ToString(), $"{agents}", $"{AgentGroups}", $"{AgentSeconds}");
        await ToldAsync(string.Create(CultureInfo.InvariantCulture,
            $"{agents} agents: {figures[0]:0.0000} on time, median {figures[1]:0.0} ms, 99 % {figures[2]:0.0} ms; "
            + $"{figures[3]:0.000} of all changes told to each"));
        return figures;
    }

    /// <summary>Groups with one process each, spread over the machines.</summary>
    private static async Task SleepersAsync(FaultScene scene, int count)
    {
        LabMachine at = scene.Machines[0];
        for (int i = 0; i < count; i++)
        {
            await at.CliAsync("group", "create", $"g{i}", "--preferred-owners", scene.Machines[i % 3].Name);
            await at.CliAsync("resource", "create", $"r{i}", "--group", $"g{i}", "--type", "GenericApplication",
                "--set", "CommandLine=/bin/sleep 1000000");
            await at.CliAsync("group", "online", $"g{i}", "--wait");
        }
    }

    private static async Task<IReadOnlyList<int>> SleepersAsync(FaultScene scene)
    {
        IReadOnlyList<int>[] each = await Task.WhenAll(scene.Machines.Select(machine => machine.PidsOfAsync("sleep")));
        return [.. each.SelectMany(pids => pids).Where(IsSleeper)];
    }

    /// <summary>By its argument: whoever else sleeps is none of them.</summary>
    private static bool IsSleeper(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Contains("1000000", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>CPU seconds so far, by program.</summary>
    private static async Task<Dictionary<string, double>> CpuAsync(FaultScene scene)
    {
        IReadOnlyList<int>[] pids = await Task.WhenAll(scene.Machines.Select(machine => machine.PidsAsync()));
        return pids.SelectMany(each => each).GroupBy(NodeProcesses.ProgramOf)
            .ToDictionary(program => program.Key, program => program.Sum(NodeProcesses.CpuSeconds));
    }

    /// <summary>CPU seconds so far, by machine.</summary>
    private static async Task<double[]> CpuOfEachAsync(FaultScene scene) => await Task.WhenAll(
        scene.Machines.Select(async machine => (await machine.PidsAsync()).Sum(NodeProcesses.CpuSeconds)));

    private static async Task<IReadOnlyList<double>> ClientAsync(LabMachine at, params string[] arguments)
    {
        ProcessStartInfo start = at.Inside(Programs.Lab, arguments);
        start.RedirectStandardOutput = true;
        using Process client = Process.Start(start)!;
        string[] lines = (await client.StandardOutput.ReadToEndAsync())
            .Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        await client.WaitForExitAsync();
        return client.ExitCode == 0
            ? [.. lines.Select(line => double.Parse(line, CultureInfo.InvariantCulture))]
            : throw new IOException($"{string.Join(' ', arguments)} on {at.Name}: exit {client.ExitCode}");
    }

    private static Task ToldAsync(string text) => Console.Error.WriteLineAsync(text);
}
