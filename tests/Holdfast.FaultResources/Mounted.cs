using Holdfast.ResourceApi;

namespace Holdfast.FaultResources;

/// <summary>A resource that outlives its processes, as a mount does: only the end of its whole node ends it.</summary>
[ResourceType("Mounted", Description = "Ended by its node's end alone", FenceScope = FenceScope.Node)]
public sealed class Mounted : Fault;
