using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;

namespace Holdfast.Core.Failover;

/// <summary>By which devices a node was powered off, as they confirmed.</summary>
/// <param name="Devices">Their names, with "and" between them.</param>
/// <param name="CutOnly">Whether none of them takes the power.</param>
/// <param name="OnOwed">Those that are to power it on again.</param>
public sealed record StonithDone(string Devices, bool CutOnly, ValueList<string> OnOwed)
{
    /// <summary>What it is if all devices of a level did it.</summary>
    public static StonithDone By(IReadOnlyCollection<FenceDeviceConfig> level) => new(
        string.Join(" and ", level.Select(device => device.Name)),
        level.All(device => device.Unfencing != Unfencing.None),
        [.. level.Where(device => device.Action == FenceAction.Reboot).Select(device => device.Name)]);
}
