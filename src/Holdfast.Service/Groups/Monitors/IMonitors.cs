using System.Text.Json;
using Holdfast.Core.Groups;
using Holdfast.MonitorProtocol.Monitors;

namespace Holdfast.Service.Groups.Monitors;

/// <summary>The monitors of this node, as the host of a group sees them.</summary>
/// <remarks>What they report comes back through <see cref="GroupMailboxes"/>.</remarks>
internal interface IMonitors
{
    /// <summary>Makes a call and returns what it came to; a monitor's death is a result, not an exception.</summary>
    /// <param name="call">The call; one that opens gets a monitor ready first.</param>
    /// <param name="instance">The group's instance that it is for.</param>
    /// <param name="sent">Told the monitor's id and process id when the call has reached it.</param>
    /// <param name="cancellationToken">Ends the waiting, not the call.</param>
    Task<CallResult> CallAsync(
        GroupAction.Call call, GroupInstance instance, Action<string, int> sent, CancellationToken cancellationToken);

    /// <summary>A control call.</summary>
    /// <returns>Null if the monitor died first: whether the call was made is not known.</returns>
    Task<CallOutcome?> ControlAsync(
        string monitorId, string resource, string control, JsonElement input, CancellationToken cancellationToken);

    /// <summary>The resource is opened in another monitor from now on; this one ends when it has none left.</summary>
    void Release(string monitorId, string resource);

    /// <summary>Kills a monitor in which a call of the resource hangs.</summary>
    void Kill(string monitorId, string resource, string reason);

    /// <summary>Health polls of a resource since it went online, as its monitor last said.</summary>
    long Polls(string resource);
}
