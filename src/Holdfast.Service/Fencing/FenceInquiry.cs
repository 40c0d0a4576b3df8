using Holdfast.Client.Dtos;
using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;

namespace Holdfast.Service.Fencing;

/// <summary>Asks devices and agents about themselves; switches nothing.</summary>
internal static class FenceInquiry
{
    /// <summary>Asks a device about itself, which nodes it has where nobody named them, and about each of them.
    /// </summary>
    public static async Task<FenceTestDto> RunAsync(
        FenceDevices devices, FenceDeviceConfig device, IReadOnlyList<string> nodes, string self,
        CancellationToken cancellationToken)
    {
        AgentAnswer monitor = await devices.MonitorAsync(device, cancellationToken).ConfigureAwait(false);
        string listed = "";
        if (device.HostCheck == FenceHostCheck.List)
        {
            DeviceListing listing =
                await devices.Lists.AskAsync(device, nodes, cancellationToken).ConfigureAwait(false);
            listed = listing.Said.Trouble;
            device = device with { Hosts = listing.Said.Hosts ?? ValueMap<string>.Empty };
        }

        var hosts = new List<FenceTestHostDto>();
        foreach ((string node, string plug) in device.Hosts)
        {
            AgentAnswer status = await devices.StatusAsync(device, node, cancellationToken).ConfigureAwait(false);
            hosts.Add(new()
            {
                Node = node, Plug = plug, Power = status.IsDone ? "On" : status.IsOff ? "Off" : "Unknown",
                Trouble = status.IsAnswer ? "" : status.Text,
            });
        }

        return new()
        {
            Device = device.Name, AskedBy = self, Hosts = hosts,
            Trouble = string.Join(
                "; ", new[] { monitor.IsAnswer ? "" : monitor.Text, listed }.Where(each => each.Length > 0)),
            Works = monitor.IsAnswer && listed.Length == 0 && hosts.All(host => host.Power != "Unknown"),
        };
    }

    /// <summary>The agents that are installed on this node.</summary>
    public static async Task<IReadOnlyList<FenceAgentDto>> AgentsAsync(
        FenceDevices devices, CancellationToken cancellationToken)
    {
        string[] names = [.. devices.Agents.Installed()];
        var all = new FenceAgentDto[names.Length];

        // There may be a hundred, each of which takes a script interpreter to start.
        await Parallel.ForAsync(0, names.Length, cancellationToken, async (i, token) =>
        {
            (AgentMetadata? metadata, string? whyNot) =
                await devices.MetadataAsync(names[i], token).ConfigureAwait(false);
            all[i] = new()
            {
                Name = names[i], Summary = metadata?.Summary ?? "", Trouble = whyNot ?? "",
                Parameters = [.. (metadata?.Parameters ?? new HashSet<string>()).Order(StringComparer.Ordinal)],
                Actions = [.. (metadata?.Actions ?? new HashSet<string>()).Order(StringComparer.Ordinal)],
            };
        }).ConfigureAwait(false);
        return all;
    }
}
