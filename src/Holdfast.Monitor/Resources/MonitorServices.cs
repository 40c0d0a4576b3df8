using Holdfast.Monitor.Events;
using Holdfast.Monitor.Guards;
using Holdfast.Monitor.Logs;
using Holdfast.Monitor.Polling;
using Holdfast.MonitorProtocol.Monitors;

namespace Holdfast.Monitor.Resources;

/// <summary>What all resources of a monitor share.</summary>
internal sealed record MonitorServices(
    MonitorLog Log, EventStream Events, CallBoardWriter Board, GuardConnections Guards, PollScheduler Polls)
{
    /// <summary>How much is left until everything of the node must have ended.</summary>
    public required Func<TimeSpan> AuthorityLeft { get; init; }
}
