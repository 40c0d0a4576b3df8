using Holdfast.Client.Dtos;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Service.Api.Edits;

namespace Holdfast.Service.Api.Views;

/// <summary>Nodes as the API shows them.</summary>
internal static class NodeDtos
{
    public static IReadOnlyList<NodeDto> All(ClusterSnapshot snapshot) =>
        [.. snapshot.NodeNames().Select(name => Of(snapshot, name))
            .OrderBy(node => node.Id).ThenBy(node => node.Name, StringComparer.Ordinal)];

    public static NodeDto Of(ClusterSnapshot snapshot, string name)
    {
        Row<NodeConfig>? row = snapshot.Nodes.TryGetValue(name, out Row<NodeConfig>? found) ? found : null;
        NodeConfig config = row?.Value ?? new NodeConfig { Name = name };
        MemberState? member = snapshot.Members.TryGetValue(name, out Row<MemberState>? seen) ? seen.Value : null;
        NodeStatus? status = snapshot.NodeStatuses.TryGetValue(name, out Row<NodeStatus>? told) ? told.Value : null;
        (string state, string reason) = State(config, member);
        return new NodeDto
        {
            Name = name,
            Id = config.Id,
            Wanted = !config.Paused ? "Active" : config.Drain ? "Drained" : "Paused",
            State = state,
            Reason = reason,
            IsCoordinator = snapshot.Coordinator?.Value.Holder == name,
            Epoch = member?.Epoch ?? 0,
            Version = status?.Version ?? "",
            Description = config.Description,
            Protections = member?.Protections ?? [],
            ApiSocket = status?.ApiSocket ?? "",
            ApiUrl = status?.ApiUrl ?? "",
            Groups = [.. snapshot.GroupStates.Values.Where(group => group.Value.Owner == name)
                .Select(group => group.Value.Group)],
            Packages = status?.Packages ?? [],
            UnavailableTypes = status is null ? new SortedDictionary<string, string>() : status.UnavailableTypes,
            Processes = member is { Alive: true } ? Processes(status) : [],
            Revision = row?.Revision ?? 0,
        };
    }

    public static ProcessDto Of(NodeProcess process) => new()
    {
        Pid = process.Pid, Role = process.Role, Id = process.Id, Hosts = process.Hosts,
    };

    private static IReadOnlyList<ProcessDto> Processes(NodeStatus? status) =>
        status is null ? [] : [.. status.Processes.Select(Of)];

    private static (string State, string Reason) State(NodeConfig config, MemberState? member) => member switch
    {
        null => ("Joining", "it has not joined yet"),
        { Alive: false } => ("Down", "its membership ended; it joins again when its service runs"),
        { Detached: true } => ("Detached", "its service was stopped in good order; its resources go on"),
        _ when config.Paused => ("Paused", config.Drain
            ? "paused and drained: its groups are moved away and it is given nothing new"
            : "paused: it keeps what it runs and is given nothing new"),
        _ => ("Up", ""),
    };
}
