using Holdfast.Client.Dtos;
using Holdfast.Core.Configuration;
using Holdfast.Core.Groups;
using Holdfast.Core.Placement;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Service.Api.Edits;

namespace Holdfast.Service.Api.Views;

/// <summary>Nodes as the API shows them.</summary>
internal static class NodeDtos
{
    /// <param name="snapshot">The cluster.</param>
    /// <param name="now">The wall clock, for quarantine.</param>
    /// <param name="left">What they have left of their authority.</param>
    public static IReadOnlyList<NodeDto> All(ClusterSnapshot snapshot, DateTimeOffset now, AuthorityLeft left) =>
        [.. snapshot.NodeNames().Select(name => Of(snapshot, name, now, left))
            .OrderBy(node => node.Id).ThenBy(node => node.Name, StringComparer.Ordinal)];

    public static NodeDto Of(ClusterSnapshot snapshot, string name, DateTimeOffset now, AuthorityLeft left)
    {
        Row<NodeConfig>? row = snapshot.Nodes.TryGetValue(name, out Row<NodeConfig>? found) ? found : null;
        NodeConfig config = row?.Value ?? new NodeConfig { Name = name };
        MemberState? member = snapshot.Members.TryGetValue(name, out Row<MemberState>? seen) ? seen.Value : null;
        NodeStatus? status = snapshot.NodeStatuses.TryGetValue(name, out Row<NodeStatus>? told) ? told.Value : null;
        NodeState? kept = snapshot.NodeStates.TryGetValue(name, out Row<NodeState>? noted) ? noted.Value : null;
        DateTimeOffset? quarantined = Quarantine.Of(config, snapshot, now);
        string unfit = NodeLoad.Unfit(snapshot, name);
        (string state, string reason) = State(config, member, quarantined);
        return new NodeDto
        {
            Name = name,
            Id = config.Id,
            Wanted = !config.Paused ? "Active" : config.Drain ? "Drained" : "Paused",
            State = state,
            Reason = Words(reason, state, config, quarantined, unfit),
            Locked = config.Locked,
            QuarantinedUntil = quarantined,
            Losses = [.. (kept?.Losses ?? []).Where(loss => !(loss <= config.ClearedAt))],
            Unfit = unfit,
            Attributes = config.Attributes,
            Offers = config.Offers,
            Used = NodeLoad.Used(snapshot, config),
            FailbackAsked = config.FailbackAsked,
            IsCoordinator = snapshot.Coordinator?.Value.Holder == name,
            Epoch = member?.Epoch ?? 0,
            ConfirmedDead = config.ConfirmedDead,
            Version = status?.Version ?? "",
            Description = config.Description,
            AuthorityLeftMs = left.Of(member),
            Protections = member?.Protections ?? [],
            ApiSocket = status?.ApiSocket ?? "",
            ApiUrl = status?.ApiUrl ?? "",
            PeerUrl = status?.PeerUrl ?? "",
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

    private static (string State, string Reason) State(
        NodeConfig config, MemberState? member, DateTimeOffset? quarantined) => member switch
    {
        null => ("Joining", "it has not joined yet"),
        { Alive: false } when config.ConfirmedDead == member.Epoch =>
            ("Down", "its membership ended, and somebody confirmed that nothing of it runs"),
        { Alive: false } => ("Down", "its membership ended; it joins again when its service runs"),
        { Detached: true } => ("Detached", "its service was stopped in good order; its resources go on"),
        _ when config.Paused => ("Paused", config.Drain
            ? "paused and drained: its groups are moved away and it is given nothing new"
            : "paused: it keeps what it runs and is given nothing new"),
        _ when quarantined is { } until => ("Quarantined", "it was lost too often: until "
            + $"{Spoken.Time(until)} it is given nothing that another node can own"),
        { Relayed: true } => ("Up", "it does not reach the database, and another node renews for it: it goes on with "
            + "what it runs, and is given nothing new"),
        _ => ("Up", ""),
    };

    private static string Words(
        string reason, string state, NodeConfig config, DateTimeOffset? quarantined, string unfit)
    {
        string?[] all =
        [
            reason.Length > 0 ? reason : null,
            quarantined is { } until && state != "Quarantined" ? $"in quarantine until {Spoken.Time(until)}" : null,
            config.Locked ? "locked: no action is taken on what it owns" : null,
            unfit.Length > 0 ? $"not fit: {unfit}" : null,
        ];
        return string.Join("; ", all.OfType<string>());
    }
}
