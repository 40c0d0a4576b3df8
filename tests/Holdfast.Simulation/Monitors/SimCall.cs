using Holdfast.Core.Groups;

namespace Holdfast.Simulation.Monitors;

/// <summary>A call as it reaches a monitor.</summary>
/// <param name="Kind">The entry point.</param>
/// <param name="Resource">The resource.</param>
/// <param name="Revision">The revision of the database that the service had decided it from.</param>
internal sealed record SimCall(CallKind Kind, string Resource, long Revision);
