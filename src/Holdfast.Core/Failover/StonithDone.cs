using Holdfast.Core.Collections;

namespace Holdfast.Core.Failover;

/// <summary>By which devices a node was powered off, as they confirmed.</summary>
/// <param name="Devices">Their names, with "and" between them.</param>
/// <param name="CutOnly">Whether none of them takes the power.</param>
/// <param name="OnOwed">Those that are to power it on again.</param>
public sealed record StonithDone(string Devices, bool CutOnly, ValueList<string> OnOwed);
