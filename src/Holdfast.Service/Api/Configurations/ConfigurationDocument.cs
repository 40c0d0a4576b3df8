using System.Text.Json;
using Holdfast.Client.Dtos;
using Holdfast.Service.Api.Bodies;
using Holdfast.Service.Api.Edits;

namespace Holdfast.Service.Api.Configurations;

/// <summary>
/// What a cluster is wanted to be, in one document: cluster settings, nodes, types, groups and their resources. What it
/// names it says whole: a setting that is left out has its default. What it does not name is left as it is.
/// </summary>
internal sealed record ConfigurationDocument
{
    public ClusterPatch? Cluster { get; private init; }

    public IReadOnlyDictionary<string, NodePatch> Nodes { get; private init; } = new Dictionary<string, NodePatch>();

    public IReadOnlyDictionary<string, TypePart> Types { get; private init; } = new Dictionary<string, TypePart>();

    public IReadOnlyDictionary<string, GroupPart> Groups { get; private init; } = new Dictionary<string, GroupPart>();

    /// <summary>What could not be read of it.</summary>
    public IReadOnlyList<ErrorDto> Unread { get; init; } = [];

    /// <summary>Reads a document; what is wrong in it is among the reader's errors, each with its path.</summary>
    public static ConfigurationDocument Read(BodyReader body) => new()
    {
        Cluster = body.Has("cluster") ? ClusterPatch.Read(body.Section("cluster")) : null,
        Nodes = Parts(body, "nodes", NodePatch.Read),
        Types = Parts(body, "types", reader => new TypePart(
            reader.Text("dllName", 255), reader.Text("packageHash", 64), reader.Text("version", 100))),
        Groups = Parts(body, "groups", ReadGroup),
    };

    private static GroupPart ReadGroup(BodyReader reader) => new(
        GroupPatch.Read(reader), reader.Flag("online"), Parts(reader, "resources", ReadResource));

    private static ResourcePart ReadResource(BodyReader reader) =>
        new(reader.Required("type") ?? "", ResourcePatch.Read(reader, creating: true), reader.Object("properties"));

    private static Dictionary<string, T> Parts<T>(BodyReader body, string name, Func<BodyReader, T> read) =>
        body.Named(name).ToDictionary(each => each.Name, each => read(each.Body), StringComparer.Ordinal);
}

/// <summary>A type that must be registered, as said; null members are not compared.</summary>
internal sealed record TypePart(string? DllName, string? PackageHash, string? Version);

/// <summary>A group; <paramref name="Online"/> null leaves its wanted state as it is.</summary>
internal sealed record GroupPart(
    GroupPatch Settings, bool? Online, IReadOnlyDictionary<string, ResourcePart> Resources);

/// <summary>A resource of a group.</summary>
internal sealed record ResourcePart(string Type, ResourcePatch Settings, JsonElement? Properties);
