using System.Text.Json;
using Holdfast.Client.Dtos;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Database.Documents;
using Holdfast.Service.Api.Edits;

namespace Holdfast.Service.Api.Views;

/// <summary>Resource types as the API shows them.</summary>
internal static class TypeDtos
{
    public static IReadOnlyList<TypeDto> All(ClusterSnapshot snapshot) =>
        [.. snapshot.Types.Values.Select(row => Of(snapshot, row))];

    /// <summary>Those of the named types that there are.</summary>
    public static IReadOnlyList<TypeDto> Of(ClusterSnapshot snapshot, IEnumerable<string> names) =>
        [.. names.Distinct().Where(snapshot.Types.ContainsKey).Select(name => Of(snapshot, snapshot.Types[name]))];

    public static TypeDto Of(ClusterSnapshot snapshot, Row<ResourceTypeConfig> row)
    {
        ResourceTypeConfig type = row.Value;
        return new TypeDto
        {
            Name = type.Name,
            DisplayName = type.DisplayName,
            Dll = type.DllName,
            PackageHash = type.PackageHash,
            Version = type.Version,
            EntryType = type.EntryType,
            Description = type.Description,
            BuiltIn = type.BuiltIn,
            PropertySchema = JsonElement.Parse(type.PropertySchema),
            AppliedAtOnce = type.AppliedAtOnce,
            Controls = type.Controls,
            LooksAlivePollInterval = Durations.Format(type.LooksAlivePollInterval),
            IsAlivePollInterval = Durations.Format(type.IsAlivePollInterval),
            PendingTimeout = Durations.Format(type.PendingTimeout),
            DeadlockTimeout = Durations.Format(type.DeadlockTimeout),
            FenceScope = type.FenceScope.ToString(),
            Availability = [.. snapshot.NodeNames().Select(node => Availability(snapshot, type, node))],
            UsedBy = [.. snapshot.Resources.Values.Where(each => each.Value.Type == type.Name)
                .Select(each => each.Value.Name)],
            Revision = row.Revision,
        };
    }

    /// <summary>Registered name with DLL and hash; the name alone if the registration is not there.</summary>
    public static TypeNameDto Name(ClusterSnapshot snapshot, string name)
    {
        ResourceTypeConfig? type =
            snapshot.Types.TryGetValue(name, out Row<ResourceTypeConfig>? row) ? row.Value : null;
        return new TypeNameDto { Name = name, Dll = type?.DllName ?? "", PackageHash = type?.PackageHash ?? "" };
    }

    private static AvailabilityDto Availability(ClusterSnapshot snapshot, ResourceTypeConfig type, string node)
    {
        NodeStatus? status = snapshot.NodeStatuses.TryGetValue(node, out Row<NodeStatus>? row) ? row.Value : null;
        string reason = !snapshot.IsUp(node) ? "the node is down"
            : status is null ? "the node has not reported yet"
            : status.UnavailableTypes.TryGetValue(type.Name, out string? why) ? why
            : type.BuiltIn || status.Packages.Contains(type.PackageHash) ? ""
            : "the package is not stored on the node yet";
        return new AvailabilityDto { Node = node, Available = reason.Length == 0, Reason = reason };
    }
}
