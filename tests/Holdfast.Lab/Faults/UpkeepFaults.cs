using System.Diagnostics;
using Holdfast.Client;
using Holdfast.Client.Connections;
using Holdfast.Client.Errors;
using Holdfast.Lab.Clusters;
using Holdfast.Lab.Machines;

namespace Holdfast.Lab.Faults;

/// <summary>What upkeep does to a cluster, and what it should have seen to: services that end in good order at a bad
/// time or one after the other, and a service that can open nothing more.</summary>
public static class UpkeepFaults
{
    private const string OpenFiles = "Max open files";
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Exhausted = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Answer = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(200);

    public static IReadOnlyList<Fault> Create() =>
    [
        new(36, "owner killed, and 2 s later the service of another one ended in good order, then started again",
            EndedMeanwhileAsync) { Layouts = Layout.All },
        new(39, "service of the owner has no file descriptor left for 20 s", NothingToOpenAsync)
        {
            Stays = true, Layouts = Layout.All,
        },
        new(40, Programs.OtherService is null
            ? "all services ended in good order and started again, one after the other, as an upgrade does"
            : "all services replaced one after the other by those of another build, in every second run back again",
            RollingAsync)
        {
            Stays = true, Layouts = Layout.All, Prepare = UseOtherAsync,
        },
    ];

    private static async Task EndedMeanwhileAsync(FaultScene scene, int run)
    {
        LabMachine owner = scene.Owner;
        long generation = scene.Generation;
        LabMachine[] others = [.. scene.Machines.Where(machine => machine != owner)];
        LabMachine ends = others[run % others.Length];
        await owner.KillAsync();
        await Task.Delay(Within);
        await ends.RestartServiceAsync();
        await scene.MovedAsync(generation);
        owner.Start();
    }

    /// <summary>The other build first, where there is one.</summary>
    private static Task UseOtherAsync(FaultScene scene)
    {
        foreach (LabMachine machine in scene.Machines)
        {
            machine.ServiceProgram = Programs.OtherService ?? Programs.Service;
        }

        return Task.CompletedTask;
    }

    private static Task RollingAsync(FaultScene scene, int run) => ReplaceAllAsync(
        scene, run % 2 == 1 ? Programs.Service : Programs.OtherService ?? Programs.Service);

    /// <summary>Replaces the services by those of a build, each once the one before is up.</summary>
    internal static async Task ReplaceAllAsync(FaultScene scene, string program)
    {
        foreach (LabMachine machine in scene.Machines)
        {
            machine.ServiceProgram = program;
            await machine.RestartServiceAsync();
        }
    }

    private static async Task NothingToOpenAsync(FaultScene scene, int run)
    {
        LabMachine owner = scene.Owner;
        int service = await owner.ServicePidAsync();
        string limits = await File.ReadAllTextAsync($"/proc/{service}/limits");
        string before = limits.Split('\n').Single(line => line.StartsWith(OpenFiles, StringComparison.Ordinal))
            [OpenFiles.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        (int tried, int refused) = (0, 0);
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < Exhausted)
        {
            // What it has closed since is not to be had again either.
            await LimitAsync(service, $"{LowestFree(service)}");
            refused += await TakesAsync(owner) ? 0 : 1;
            tried++;
            await Task.Delay(Step);
        }

        await LimitAsync(service, before);
        await Console.Error.WriteLineAsync($"  {refused} of {tried} new connections were not taken");
        if (refused == 0)
        {
            throw new IOException($"{owner.Name} took every new connection: it could open all it wanted");
        }
    }

    /// <summary>What it opens next gets the lowest number that is free, and no number from the limit on.</summary>
    private static int LowestFree(int pid)
    {
        HashSet<int> open =
            [.. Directory.GetFiles($"/proc/{pid}/fd").Select(path => int.Parse(Path.GetFileName(path)))];
        return Enumerable.Range(0, open.Count + 1).First(number => !open.Contains(number));
    }

    /// <summary>Whether its service answers on a new connection, for which it has to open something.</summary>
    private static async Task<bool> TakesAsync(LabMachine machine)
    {
        using var api = HoldfastClient.Connect(new HoldfastEndpoint.UnixSocket(machine.ApiSocket));
        using var limit = new CancellationTokenSource(Answer);
        try
        {
            await api.Nodes.ListAsync(limit.Token);
            return true;
        }
        catch (HoldfastException answered)
        {
            return answered.Code != ErrorCodes.NotReachable;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>The soft limit only: the hard one could not be raised again.</summary>
    private static Task LimitAsync(int pid, string files) =>
        Tool.RunAsync("prlimit", "--pid", $"{pid}", $"--nofile={files}:");
}
