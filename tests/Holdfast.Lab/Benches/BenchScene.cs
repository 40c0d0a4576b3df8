using System.Text.Json;
using Holdfast.Client;
using Holdfast.Client.Requests;
using Holdfast.Lab.Clusters;

namespace Holdfast.Lab.Benches;

/// <summary>A cluster for measuring, and the few words benches share.</summary>
public sealed class BenchScene : IAsyncDisposable
{
    private BenchScene(LabCluster cluster) => Cluster = cluster;

    public LabCluster Cluster { get; }

    public HoldfastClient Api => Cluster.Api;

    /// <summary>A file that the application writes a line to each time it starts.</summary>
    public string StartedFile(string name) => Path.Combine(Cluster.Folder, name + ".started");

    public static async Task<BenchScene> StartAsync(int nodes, params string[] more)
    {
        var scene = new BenchScene(new LabCluster(nodes) { ServiceOptions = ["--no-tcp", .. more] });
        await scene.Cluster.StartAsync();
        return scene;
    }

    public Task GroupAsync(string name, params string[] preferred) => Api.Groups.CreateAsync(
        new CreateGroupRequest { Name = name, PreferredOwners = preferred }, CancellationToken.None);

    /// <summary>
    /// A Generic Application that tells of its start and then sleeps: its own start costs a millisecond or two.
    /// </summary>
    public Task SleeperAsync(string name, string group) => ResourceAsync(name, group, "GenericApplication", new
    {
        FileName = "/bin/sh",
        Arguments = new[] { "-c", $"echo started >> '{StartedFile(name)}'; exec sleep 1000000" },
    });

    public Task ResourceAsync(string name, string group, string type, object properties,
        PolicyRequest? policy = null) =>
        Api.Resources.CreateAsync(
            new CreateResourceRequest
            {
                Name = name,
                Group = group,
                Type = type,
                Properties = JsonSerializer.SerializeToElement(properties).EnumerateObject()
                    .ToDictionary(member => member.Name, member => member.Value),
                Policy = policy,
            },
            CancellationToken.None);

    public async Task OnlineAsync(string group, TimeSpan? deadline = null)
    {
        await Api.Groups.OnlineAsync(group, CancellationToken.None);
        await Cluster.GroupStateAsync(group, "Online", deadline);
    }

    /// <summary>How often the sleeper has started.</summary>
    public int Starts(string name) => File.Exists(StartedFile(name)) ? File.ReadAllLines(StartedFile(name)).Length : 0;

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();
}
