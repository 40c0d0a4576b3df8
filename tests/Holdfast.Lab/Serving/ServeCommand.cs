using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Holdfast.Client.Dtos;
using Holdfast.Client.Requests;
using Holdfast.Lab.Clusters;

namespace Holdfast.Lab.Serving;

/// <summary>
/// The <c>serve</c> command: three nodes with the sample's counter and a helper that depends on it, for tests that are
/// not written in C#. Says where they are in one line of JSON; then carries out <c>kill NODE</c>, <c>start NODE</c>,
/// <c>link NODE [ROLE]</c> and <c>token NODE</c> from its input, each answered by one line. Ends when its input does,
/// or on SIGTERM.
/// </summary>
public static class ServeCommand
{
    private const string Group = "counter";
    private const string Type = "Sample.Counter";

    /// <param name="etcd">One that runs already; a file is the database if it is null.</param>
    public static async Task<int> RunAsync(string? etcd)
    {
        using var lines = new ServeLines();
        await using var cluster = new LabCluster(3) { ServiceOptions = ["--port", "0"], Etcd = etcd };
        await PrepareAsync(cluster);
        await ServeLines.SayAsync(new ServedCluster(
            [.. cluster.Nodes.Select(node => node.Name)], await LinkAsync(cluster.Nodes[0]), Group, Type));
        while (await lines.NextAsync() is { } words)
        {
            LabNode? node = words.Length is 2 or 3
                ? cluster.Nodes.FirstOrDefault(each => each.Name == words[1])
                : null;
            await ServeLines.SayAsync(node is null
                ? new ServedAnswer("", $"not understood: {string.Join(' ', words)}")
                : await DoAsync(words[0], node, words.ElementAtOrDefault(2)));
        }

        return 0;
    }

    private static async Task PrepareAsync(LabCluster cluster)
    {
        await cluster.StartAsync();
        RegistrationDto registered = await cluster.Api.Types
            .RegisterAsync(Programs.CounterPackage, CancellationToken.None);
        await Until.TrueAsync($"{Type} on every node", async () =>
            (await cluster.Api.StatusAsync(CancellationToken.None)).Nodes
            .All(node => node.Packages.Contains(registered.PackageHash)));
        await cluster.Api.Groups.CreateAsync(
            new CreateGroupRequest { Name = Group, Description = "Counts, and a helper of it" },
            CancellationToken.None);
        await CreateAsync(cluster, Group, Type, [], new()
        {
            ["Port"] = JsonElement.Parse($"{TestPorts.Next()}"),
            ["Folder"] = JsonElement.Parse($"\"{Path.Combine(cluster.Folder, "counter")}\""),
        });
        await CreateAsync(cluster, "helper", "GenericApplication", [[Group]], new()
        {
            ["FileName"] = JsonElement.Parse("\"/bin/sleep\""), ["Arguments"] = JsonElement.Parse("[\"100000\"]"),
        });
        await cluster.Api.Groups.OnlineAsync(Group, CancellationToken.None);
        await cluster.SupervisedAsync(Group);
        await cluster.SupervisedAsync("helper");
    }

    private static Task CreateAsync(
        LabCluster cluster, string name, string type, IReadOnlyList<IReadOnlyList<string>> dependsOn,
        Dictionary<string, JsonElement> properties) =>
        cluster.Api.Resources.CreateAsync(
            new CreateResourceRequest
            {
                Name = name, Group = Group, Type = type, DependsOn = dependsOn, Properties = properties,
                Policy = new PolicyRequest { IsAlivePollInterval = "1s", LooksAlivePollInterval = "250ms" },
            },
            CancellationToken.None);

    private static async Task<ServedAnswer> DoAsync(string verb, LabNode node, string? role)
    {
        switch (verb)
        {
            case "kill":
                await node.KillAsync();
                return new ServedAnswer(node.Name, "killed");
            case "start":
                node.Start();
                await node.ReadyAsync();
                return new ServedAnswer(node.Name, "started");
            case "token":
                return new ServedAnswer(node.Name, Path.Combine(node.DataFolder, "api-token"));
            case "link":
                return new ServedAnswer(node.Name, await LinkAsync(node, role));
            default:
                return new ServedAnswer(node.Name, $"not understood: {verb}");
        }
    }

    private static async Task<string> LinkAsync(LabNode node, string? role = null) =>
        (await node.Api.PageLinkAsync(role, null, CancellationToken.None)).Url;
}

/// <summary>What is served: the nodes, where the first one's page can be opened once, and what runs.</summary>
public sealed record ServedCluster(IReadOnlyList<string> Nodes, string Page, string Group, string Type);

/// <summary>What came of a command.</summary>
public sealed record ServedAnswer(string Node, string Said);
