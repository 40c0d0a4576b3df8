using Holdfast.Client;
using Holdfast.Client.Dtos;

namespace Holdfast.Lab.Clusters;

/// <summary>Nodes on this machine in one folder, with one database; ended to the last process when disposed.</summary>
public sealed class LabCluster : IAsyncDisposable
{
    private readonly bool _keepFolder;

    /// <param name="count">How many nodes: n1, n2, …</param>
    /// <param name="folder">Where; a new temporary folder if null.</param>
    public LabCluster(int count, string? folder = null)
    {
        _keepFolder = folder is not null;
        Folder = folder ?? Directory.CreateTempSubdirectory("holdfast-lab-").FullName;
        RunFolder = Path.Combine(Path.GetTempPath(), "hfl-" + Convert.ToHexStringLower(BitConverter.GetBytes(
            StringComparer.Ordinal.GetHashCode(Folder)))[..6] + "-" + Environment.ProcessId);
        Unfinished.Add(this);
        Nodes = [.. Enumerable.Range(1, count).Select(index => new LabNode(this, $"n{index}"))];
    }

    public string Folder { get; }

    public string RunFolder { get; }

    public string DatabasePath => Etcd ?? Path.Combine(Folder, "cluster.db");

    /// <summary>An etcd that runs already, instead of a file.</summary>
    public string? Etcd { get; init; }

    public IReadOnlyList<LabNode> Nodes { get; }

    /// <summary>Options given to every service.</summary>
    public string[] ServiceOptions { get; init; } = ["--no-tcp"];

    public LabNode this[string name] => Nodes.Single(node => node.Name == name);

    /// <summary>An API that answers: the first node's whose service runs.</summary>
    public HoldfastClient Api => Nodes.First(node => node.ServiceRuns).Api;

    public async Task StartAsync()
    {
        foreach (LabNode node in Nodes)
        {
            node.Start();
        }

        try
        {
            foreach (LabNode node in Nodes)
            {
                await node.ReadyAsync();
            }
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{late.Message}. {Describe()}", late);
        }
    }

    /// <summary>How its nodes are, for whoever asks why something failed.</summary>
    public string Describe() => string.Join(". ", Nodes.Select(node => node.Describe()));

    public async Task<GroupDto> GroupAsync(string name) => await Api.Groups.ShowAsync(name, CancellationToken.None);

    public async Task<ResourceDto> ResourceAsync(string name) =>
        await Api.Resources.ShowAsync(name, CancellationToken.None);

    /// <summary>Waits until a resource is Online, its monitor runs, and it has been polled by it.</summary>
    public Task SupervisedAsync(string resource, TimeSpan? deadline = null) => Until.TrueAsync(
        $"{resource} Online and supervised", async () =>
        {
            ResourceDto now = await ResourceAsync(resource);
            return now is { State: "Online", Monitor.State: "Running", Monitor.Pid: > 0 };
        }, deadline);

    public Task GroupStateAsync(string group, string state, TimeSpan? deadline = null) => Until.TrueAsync(
        $"{group} {state}", async () => (await GroupAsync(group)).State == state, deadline);

    public Task OwnedByAsync(string group, string node, TimeSpan? deadline = null) => Until.TrueAsync(
        $"{group} Online on {node}",
        async () => await GroupAsync(group) is { State: "Online" } now && now.Owner == node, deadline);

    /// <summary>The owner's node.</summary>
    public async Task<LabNode> OwnerAsync(string group) =>
        this[(await GroupAsync(group)).Owner ?? throw new InvalidOperationException($"{group} has no owner")];

    public ValueTask DisposeAsync() => Unfinished.EndAsync(this, TakeDownAsync);

    private async Task TakeDownAsync()
    {
        foreach (LabNode node in Nodes)
        {
            node.Signal(NodeProcesses.SigKill);
        }

        foreach (LabNode node in Nodes)
        {
            if (File.Exists(node.AlivePath))
            {
                await NodeProcesses.KillAllAsync(node.AlivePath);
            }

            node.Dispose();
        }

        DeleteFolder(RunFolder);
        if (!_keepFolder && Environment.GetEnvironmentVariable("HOLDFAST_LAB_KEEP") is null)
        {
            DeleteFolder(Folder);
        }
    }

    private static void DeleteFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
