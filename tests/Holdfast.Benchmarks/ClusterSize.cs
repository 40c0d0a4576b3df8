using System.Globalization;

namespace Holdfast.Benchmarks;

/// <summary>How large a cluster is.</summary>
public readonly record struct ClusterSize(int Groups, int Nodes)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Groups} on {Nodes}");
}
