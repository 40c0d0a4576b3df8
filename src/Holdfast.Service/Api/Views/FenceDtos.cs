using Holdfast.Client.Dtos;
using Holdfast.Core.Configuration;
using Holdfast.Core.Failover;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Database.Documents;
using Holdfast.Service.Fencing;

namespace Holdfast.Service.Api.Views;

/// <summary>Devices and power-offs as the API shows them: no secret is among it.</summary>
internal static class FenceDtos
{
    public static FenceDeviceDto Of(ClusterSnapshot snapshot, Row<FenceDeviceConfig> row)
    {
        FenceDeviceConfig device = FenceSecrets.Masked(row.Value);
        FenceDeviceStatus? status =
            snapshot.FenceDeviceStatuses.TryGetValue(device.Name, out Row<FenceDeviceStatus>? said) ? said.Value : null;
        return new()
        {
            Name = device.Name, Agent = device.Agent, Parameters = device.Parameters,
            Hosts = FenceHosts.Of(snapshot, device), HostCheck = $"{device.HostCheck}",
            ListedAt = status?.ListedAt, AskedBy = status?.AskedBy ?? "", Trouble = status?.Trouble ?? "",
            PlugArgument = device.PlugArgument, Level = device.Level, Action = $"{device.Action}",
            Unfencing = $"{device.Unfencing}",
            Timeout = Durations.Format(device.Timeout), Retries = device.Retries,
            Delay = Durations.Format(device.Delay), DelayRandomMax = Durations.Format(device.DelayRandomMax),
            PriorityDelay = Durations.Format(device.PriorityDelay),
            NodeDelays = device.NodeDelays.ToDictionary(
                each => each.Key, each => Durations.Format(each.Value), StringComparer.Ordinal),
            AddedBy = device.AddedBy, Revision = row.Revision,
        };
    }

    public static FenceDto Of(ClusterSnapshot snapshot, FenceState state) => new()
    {
        Node = state.Node, Epoch = state.Epoch, Id = state.Id, Phase = $"{state.Phase}", By = state.By,
        Reason = state.Reason, Holder = state.Holder, Level = state.Level, Attempts = state.Attempts,
        Devices = state.Devices, Text = state.Text, AskedAt = state.AskedAt, ChangedAt = state.ChangedAt,
        NextTryAt = state.NextTryAt, CutBy = [.. LetInSteps.OwedBy(snapshot, state)],
        LetInTrouble = state.LetInTrouble, LetInNextTryAt = state.LetInNextTryAt,
        Notes = [.. state.Notes.Select(note => new FenceNoteDto { At = note.At, Who = note.Who, Text = note.Text })],
    };
}
