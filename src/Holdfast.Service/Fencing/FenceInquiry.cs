using Holdfast.Client.Dtos;
using Holdfast.Core.Configuration;

namespace Holdfast.Service.Fencing;

/// <summary>Asks devices and agents about themselves; switches nothing.</summary>
internal static class FenceInquiry
{
    /// <summary>Asks a device about itself and each of its nodes.</summary>
    public static async Task<FenceTestDto> RunAsync(
        FenceDevices devices, FenceDeviceConfig device, string self, CancellationToken cancellationToken)
    {
        AgentAnswer monitor = await devices.MonitorAsync(device, cancellationToken).ConfigureAwait(false);
        var hosts = new List<FenceTestHostDto>();
        foreach ((string node, string plug) in device.Hosts)
        {
            AgentAnswer status = await devices.StatusAsync(device, node, cancellationToken).ConfigureAwait(false);
            bool known = status.IsDone || status.IsOff;
            hosts.Add(new()
            {
                Node = node, Plug = plug, Power = status.IsDone ? "On" : status.IsOff ? "Off" : "Unknown",
                Trouble = known ? "" : status.Text,
            });
        }

        // Some agents answer monitor as they answer status: 2 is no trouble.
        bool answers = monitor.IsDone || monitor.IsOff;
        return new()
        {
            Device = device.Name, AskedBy = self, Trouble = answers ? "" : monitor.Text, Hosts = hosts,
            Works = answers && hosts.All(host => host.Power != "Unknown"),
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
